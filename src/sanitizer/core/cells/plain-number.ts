import { type NumberFormat } from '../../../contracts/recipe.js';

const MINUS = 45;
const POINT = 46;
const DOLLAR = 36;
const PERCENT = 37;
const ZERO = 48;
const NINE = 57;
const NOTHING = -1;
/** more digits than these do not fit a double exactly */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/**
 * The value of `-?digits[.digits]` in canonical spelling (no leading zero but a single one), NaN for anything else. Correctly rounded:
 * an integer below 2^53 divided by an exact power of ten (Clinger, PLDI 1990, the fast path).
 */
export function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const first = at;
  if (to - first > EXACT_DIGITS + 1 || first >= to) return NaN;
  let digits = 0;
  let point = -1;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
    else if (byte === POINT && point < 0 && at > first && at < to - 1) point = at;
    else return NaN;
  }
  const whole = (point < 0 ? to : point) - first;
  if (whole > 1 && bytes[first] === ZERO) return NaN;
  const value = point < 0 ? digits : digits / POWERS[to - point - 1]!;
  return negative ? -value : value;
}

/** The part of a number format whose commonest spellings can be read from bytes. */
export interface WrittenNumber {
  readonly decimal: number;
  /** NOTHING: none */
  readonly thousands: number;
  readonly percent: boolean;
  /** `$` before the digits */
  readonly dollar: boolean;
}

export function writtenNumber({ decimal, thousands, percent, currency }: NumberFormat): WrittenNumber {
  return {
    decimal: decimal.charCodeAt(0),
    thousands: thousands === '' ? NOTHING : thousands.charCodeAt(0),
    percent,
    dollar: currency.includes('$'),
  };
}

/**
 * The value of `-?[$]digits[.digits][%]` with digits grouped by three or not at all, NaN for anything else, which may still
 * be a number. The same value as `parseNumber`.
 */
export function formattedNumber(bytes: Uint8Array, from: number, to: number, format: WrittenNumber): number {
  let at = from;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  if (format.dollar && bytes[at] === DOLLAR) at++;
  const isPercent = format.percent && bytes[to - 1] === PERCENT;
  const end = isPercent ? to - 1 : to;
  let digits = 0;
  let count = 0;
  let groups = 0;
  /** digits since the last separator */
  let run = 0;
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      digits = digits * 10 + (byte - ZERO);
      count++;
      run++;
    } else if (byte === format.thousands && point < 0 && (groups === 0 ? run >= 1 && run <= 3 : run === 3)) {
      groups++;
      run = 0;
    } else if (byte === format.decimal && point < 0 && run > 0 && (groups === 0 || run === 3)) {
      point = at;
      run = 0;
    } else {
      return NaN;
    }
  }
  if (run === 0 || count > EXACT_DIGITS || (point < 0 && groups > 0 && run !== 3)) return NaN;
  const size = point < 0 ? digits : digits / POWERS[end - point - 1]!;
  const value = negative ? -size : size;
  return isPercent ? value / 100 : value;
}

/** Whether the bytes are digits alone, in canonical spelling. */
export function isPlainInteger(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] === MINUS ? from + 1 : from;
  if (first >= to || (bytes[first] === ZERO && to - first > 1)) return false;
  for (let at = first; at < to; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false;
  return true;
}
