import { dateOfDays } from '../cells/calendar.js';

const ZERO = 48;
const DASH = 45;
const COLON = 58;
const T = 84;
const Z = 90;
const DAY_MS = 86_400_000;
/** bytes that the longest text here needs */
export const PLAIN_TEXT_BYTES = 32;

/** Writes ISO 8601 of whole seconds since 1970, as `formatDatetime` does for years 1000 to 9999; returns its length. */
export function writeDatetime(target: Uint8Array, ms: number): number {
  const days = Math.floor(ms / DAY_MS);
  const date = dateOfDays(days);
  const year = Math.floor(date / 10_000);
  pair(target, 0, Math.floor(year / 100));
  pair(target, 2, year % 100);
  target[4] = DASH;
  pair(target, 5, Math.floor(date / 100) % 100);
  target[7] = DASH;
  pair(target, 8, date % 100);
  const seconds = (ms - days * DAY_MS) / 1000;
  if (seconds === 0) return 10;
  target[10] = T;
  pair(target, 11, Math.floor(seconds / 3600));
  target[13] = COLON;
  pair(target, 14, Math.floor(seconds / 60) % 60);
  target[16] = COLON;
  pair(target, 17, seconds % 60);
  target[19] = Z;
  return 20;
}

/** Writes a number as JavaScript spells it; returns the length. */
export function writeNumber(target: Uint8Array, value: number): number {
  const text = String(value);
  for (let i = 0; i < text.length; i++) target[i] = text.charCodeAt(i);
  return text.length;
}

function pair(target: Uint8Array, at: number, value: number): void {
  target[at] = ZERO + Math.floor(value / 10);
  target[at + 1] = ZERO + (value % 10);
}
