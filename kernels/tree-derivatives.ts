/** Derivatives of a loss become integers whose sums are exact: see quantize in src/algorithms/kernels/trees. */

/** max |values| over `count`, which is even */
export function largest(values: usize, count: i32): f64 {
  const end = values + ((<usize>count) << 3);
  let found = f64x2.splat(0);
  for (; values < end; values += 16) found = f64x2.pmax(found, f64x2.abs(v128.load(values)));
  return max(f64x2.extract_lane(found, 0), f64x2.extract_lane(found, 1));
}

/**
 * pairs[i] = (⌊gradient_i·gradientScale + ½⌋, ⌊hessian_i·hessianScale + ½⌋) as two i32 for `count` rows, an even number;
 * writes their sums, exact as long as they stay below 2^53.
 */
export function pack(
  gradient: usize,
  hessian: usize,
  count: i32,
  gradientScale: f64,
  hessianScale: f64,
  pairs: usize,
  sums: usize,
): void {
  const end = pairs + ((<usize>count) << 3);
  const half = f64x2.splat(0.5);
  const scaleG = f64x2.splat(gradientScale);
  const scaleH = f64x2.splat(hessianScale);
  let sumG = f64x2.splat(0);
  let sumH = f64x2.splat(0);
  while (pairs < end) {
    const g = f64x2.floor(f64x2.add(f64x2.mul(v128.load(gradient), scaleG), half));
    const h = f64x2.floor(f64x2.add(f64x2.mul(v128.load(hessian), scaleH), half));
    sumG = f64x2.add(sumG, g);
    sumH = f64x2.add(sumH, h);
    const integers = v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(g), i32x4.trunc_sat_f64x2_s_zero(h), 0, 4, 1, 5);
    v128.store(pairs, integers);
    gradient += 16;
    hessian += 16;
    pairs += 16;
  }
  store<f64>(sums, f64x2.extract_lane(sumG, 0) + f64x2.extract_lane(sumG, 1));
  store<f64>(sums, f64x2.extract_lane(sumH, 0) + f64x2.extract_lane(sumH, 1), 8);
}
