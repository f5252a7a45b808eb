import { mean } from '../../math/index.js';

/** Autocorrelations r₁ … r_lags with the biased denominator; all 0 for a constant series. */
export function autocorrelations(y: Float64Array, lags: number): Float64Array {
  const centre = mean(y);
  const covariance = (lag: number) => {
    let total = 0;
    for (let t = lag; t < y.length; t++) total += (y[t]! - centre) * (y[t - lag]! - centre);
    return total;
  };
  const variance = covariance(0);
  return Float64Array.from({ length: lags }, (_, i) => (variance > 0 ? covariance(i + 1) / variance : 0));
}

/**
 * Whether r_m is significant at 90 % under Bartlett's formula, r_m > 1.645 √((1 + 2 Σ_{i<m} r_i²)/n), as the M3
 * competition's Theta and naive2 methods decide on a seasonal adjustment (Assimakopoulos & Nikolopoulos 2000;
 * two-sided there). False for fewer than two full periods.
 */
export function isSeasonal(y: Float64Array, period: number): boolean {
  if (period < 2 || y.length <= 2 * period) return false;
  const r = autocorrelations(y, period);
  let squares = 0;
  for (let i = 0; i < period - 1; i++) squares += r[i]! * r[i]!;
  return Math.abs(r[period - 1]!) > 1.6448536269514722 * Math.sqrt((1 + 2 * squares) / y.length);
}
