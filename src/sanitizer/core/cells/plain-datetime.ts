import { daysSince1970, isDate } from './calendar.js';

const ZERO = 48;
const COLON = 58;
const SPACE = 32;
const T = 84;
const SLASH = 47;
const DASH = 45;
const POINT = 46;
const MINUTES_LENGTH = 6;
const SECONDS_LENGTH = 9;
/** years whose dates `parseDatetime` takes for dates */
const FIRST_YEAR = 1700;
const LAST_YEAR = 2299;
const DAY_MS = 86_400_000;

export type PlainOrder = 'ymd' | 'dmy' | 'mdy';

/**
 * Milliseconds since 1970 UTC of a date of digits (a year of four, month and day of one or two, between dashes, slashes or
 * points), alone or with `hh:mm` or `hh:mm:ss` after a blank or a T; NaN for anything else, which may still be a
 * date. The same value as `parseDatetime`.
 */
export function plainDatetime(bytes: Uint8Array, from: number, to: number, order: PlainOrder): number {
  const first = digitsEnd(bytes, from, to);
  const second = digitsEnd(bytes, first + 1, to);
  const third = digitsEnd(bytes, second + 1, to);
  if (third > to || !isSeparator(bytes[first]!) || bytes[second] !== bytes[first]) return NaN;
  const year = order === 'ymd' ? yearAt(bytes, from, first) : yearAt(bytes, second + 1, third);
  const outer = order === 'ymd' ? pairAt(bytes, second + 1, third) : pairAt(bytes, from, first);
  const middle = pairAt(bytes, first + 1, second);
  const [month, day] = order === 'mdy' ? [outer, middle] : [middle, outer];
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR) || !isDate(year, month, day)) return NaN;
  const date = daysSince1970(year, month, day) * DAY_MS;
  return third === to ? date : date + clock(bytes, third, to);
}

function clock(bytes: Uint8Array, from: number, to: number): number {
  const hasSeconds = to - from === SECONDS_LENGTH;
  if (!hasSeconds && to - from !== MINUTES_LENGTH) return NaN;
  if (bytes[from] !== SPACE && bytes[from] !== T) return NaN;
  if (bytes[from + 3] !== COLON || (hasSeconds && bytes[from + 6] !== COLON)) return NaN;
  const hours = pairAt(bytes, from + 1, from + 3);
  const minutes = pairAt(bytes, from + 4, from + 6);
  const seconds = hasSeconds ? pairAt(bytes, from + 7, from + 9) : 0;
  return hours <= 23 && minutes <= 59 && seconds <= 59 ? ((hours * 60 + minutes) * 60 + seconds) * 1000 : NaN;
}

const isSeparator = (byte: number): boolean => byte === DASH || byte === SLASH || byte === POINT;
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at]!)) at++;
  return at;
}

/** The number of one or two digits, NaN if they are none. */
function pairAt(bytes: Uint8Array, from: number, to: number): number {
  const ones = bytes[to - 1]! - ZERO;
  const tens = to - from === 2 ? bytes[from]! - ZERO : 0;
  const isPair = (to - from === 1 || to - from === 2) && ones >= 0 && ones <= 9 && tens >= 0 && tens <= 9;
  return isPair ? 10 * tens + ones : NaN;
}

const yearAt = (bytes: Uint8Array, from: number, to: number): number =>
  to - from === 4 ? 100 * pairAt(bytes, from, from + 2) + pairAt(bytes, from + 2, to) : NaN;
