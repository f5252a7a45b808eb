const LARGEST_INTEGER = 1073741824;
const EXACT_SUM = 4503599627370496;

/**
 * The scale s with which `rows` values up to `largest` become integers ⌊v·s + ½⌋: the largest power of two for which
 * largest·s ≤ 2^30 and rows·largest·s ≤ 2^52. Sums of them are exact in doubles, so that a histogram is the same in any
 * order of rows and parent − child is exact. 1 where all values are zero.
 */
export function quantizationScale(largest: number, rows: number): number {
  const limit = Math.min(LARGEST_INTEGER, EXACT_SUM / rows) / largest;
  if (!Number.isFinite(limit)) return 1;
  let power = 1;
  while (power * 2 <= limit) power *= 2;
  while (power > limit) power /= 2;
  return power;
}
