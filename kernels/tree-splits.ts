/** far more than rounding takes away */
const ALMOST_ONE = 1 - 1e-12;

/**
 * The best split of one numeric feature: over the bins of its histogram (pairs of f64, as in tree-histograms) the prefix of
 * largest score G²/(H + λ) left + right that scores above `best`; ties go to the lower bin. Sums are in units. Returns the
 * last bin of the prefix, −1 without any, and writes its score and its two sums.
 */
export function scanNumber(
  histogram: usize,
  bins: i32,
  gradient: f64,
  hessian: f64,
  gradientUnit: f64,
  hessianUnit: f64,
  l2: f64,
  least: f64,
  best: f64,
  out: usize,
): i32 {
  const total = f64x2.replace_lane(f64x2.splat(gradient), 1, hessian);
  const unit = f64x2.replace_lane(f64x2.splat(gradientUnit), 1, hessianUnit);
  const ridge = f64x2.splat(l2);
  const most = hessian - least;
  let left = f64x2.splat(0);
  let bestBin = -1;
  for (let bin = 0; bin + 1 < bins; bin++, histogram += 16) {
    left = f64x2.add(left, v128.load(histogram));
    const leftHessian = f64x2.extract_lane(left, 1);
    if (leftHessian < least || leftHessian == 0) continue;
    if (leftHessian > most || leftHessian == hessian) break;
    const own = f64x2.mul(left, unit);
    const other = f64x2.mul(f64x2.sub(total, left), unit);
    const gradients = v128.shuffle<f64>(own, other, 0, 2);
    const weights = f64x2.add(v128.shuffle<f64>(own, other, 1, 3), ridge);
    const squares = f64x2.mul(gradients, gradients);
    // score·H_l·H_r, a division less: most bins are far from the best.
    const crossed = f64x2.mul(squares, v128.shuffle<f64>(weights, weights, 1, 0));
    const product = f64x2.extract_lane(weights, 0) * f64x2.extract_lane(weights, 1);
    if (f64x2.extract_lane(crossed, 0) + f64x2.extract_lane(crossed, 1) < best * product * ALMOST_ONE) continue;
    const scores = f64x2.div(squares, weights);
    const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1);
    if (score > best) {
      best = score;
      bestBin = bin;
      v128.store(out, left, 8);
    }
  }
  store<f64>(out, best);
  return bestBin;
}
