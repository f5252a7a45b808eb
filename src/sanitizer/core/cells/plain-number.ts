const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
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
