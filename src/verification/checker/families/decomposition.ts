import { mean, total, vector } from '../numeric.js';

/** Classical decomposition (Macaulay 1931): means of y less (over) a centred moving average of one period, normalized. */
export function seasonalIndices(y: Float64Array, period: number, form: 'additive' | 'multiplicative'): Float64Array {
  const half = Math.floor(period / 2);
  const groups = Array.from({ length: period }, (): number[] => []);
  for (let t = half; t < y.length - half; t++) {
    const ends = period % 2 === 0 ? (y[t - half]! + y[t + half]!) / 2 : 0;
    const trend = (total(y.subarray(t - half, t + half + 1)) - ends) / period;
    groups[t % period]!.push(form === 'additive' ? y[t]! - trend : y[t]! / trend);
  }
  const means = groups.map(mean);
  const middle = mean(means);
  return vector(period, (i) => (form === 'additive' ? means[i]! - middle : means[i]! / middle));
}
