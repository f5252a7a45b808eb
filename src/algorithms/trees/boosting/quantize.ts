const LARGEST_INTEGER = 1073741824;
const EXACT_SUM = 4503599627370496;

/**
 * Integers q = round(v·s), halves up, with s the largest power of two for which max|v|·s ≤ 2^30 and rows·max|v|·s ≤ 2^52:
 * sums of them are exact in doubles, so that a histogram is the same in any order of rows and parent − child is exact.
 * Returns s.
 */
export function quantize(values: Float64Array, out: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const scale = powerOfTwoBelow(Math.min(LARGEST_INTEGER, EXACT_SUM / values.length) / largest);
  for (let i = 0; i < values.length; i++) out[i] = Math.floor(values[i]! * scale + 0.5);
  return scale;
}

/** Largest power of two ≤ x; 1 where x is not finite (all values are zero). */
function powerOfTwoBelow(x: number): number {
  if (!Number.isFinite(x)) return 1;
  let power = 1;
  while (power * 2 <= x) power *= 2;
  while (power > x) power /= 2;
  return power;
}
