import { autocorrelations } from './test.js';

const LONGEST = 400;
const LEAST = 0.3;

/**
 * Period of a series without dates: the lag of the greatest autocorrelation of its differences that is a local peak,
 * at least 0.3 and significant (2/√n), the shortest of equals; a third of the length at most. 1 where there is none.
 */
export function detectPeriod(y: Float64Array): number {
  const differences = y.subarray(1).map((value, t) => value - y[t]!);
  const r = autocorrelations(differences, Math.min(LONGEST, Math.floor(differences.length / 3)));
  let [period, greatest] = [1, Math.max(LEAST, 2 / Math.sqrt(differences.length))];
  for (let lag = 2; lag < r.length; lag++) {
    const value = r[lag - 1]!;
    if (value > greatest && value >= r[lag - 2]! && value >= r[lag]!) [period, greatest] = [lag, value];
  }
  return period;
}
