export type SeasonalForm = 'additive' | 'multiplicative';

/**
 * Seasonal indices by classical decomposition (Macaulay 1931; as R's `decompose`): the trend is a centred moving
 * average of one period (2×m for an even one), the index of a position the mean of y − trend (y / trend), normalised
 * to sum 0 (mean 1). `indices[i]` belongs to observations t with t mod period = i. Needs two full periods.
 */
export function seasonalIndices(y: Float64Array, period: number, form: SeasonalForm): Float64Array {
  const half = Math.floor(period / 2);
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let t = half; t < y.length - half; t++) {
    const trend = centredAverage(y, t, period);
    sums[t % period]! += form === 'additive' ? y[t]! - trend : y[t]! / trend;
    counts[t % period]!++;
  }
  const means = sums.map((total, i) => total / counts[i]!);
  const average = means.reduce((total, value) => total + value, 0) / period;
  return means.map((value) => (form === 'additive' ? value - average : value / average));
}

function centredAverage(y: Float64Array, t: number, period: number): number {
  const half = Math.floor(period / 2);
  let total = 0;
  for (let i = t - half; i <= t + half; i++) total += y[i]!;
  // An even period has no middle: its two ends count half each.
  if (period % 2 === 0) total -= (y[t - half]! + y[t + half]!) / 2;
  return total / period;
}

/** y with the index of its position taken out. */
export function adjust(y: Float64Array, indices: Float64Array, form: SeasonalForm): Float64Array {
  return y.map((value, t) => {
    const index = indices[t % indices.length]!;
    return form === 'additive' ? value - index : value / index;
  });
}
