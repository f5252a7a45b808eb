import { type Component, NO_DRIFT } from '../component.js';

/**
 * The last season repeated (the last value without a season, or where there is less than one): smoothing that forgets
 * everything but the last observation of each position. Variance: mean square of the one-step errors.
 */
export function seasonalNaive(y: Float64Array, period: number): Component {
  const lag = period > 1 && y.length > period ? period : 1;
  let squares = 0;
  for (let t = lag; t < y.length; t++) squares += (y[t]! - y[t - lag]!) * (y[t]! - y[t - lag]!);
  const variance = squares / Math.max(1, y.length - lag);
  if (lag === 1) {
    const state = (level: number) => ({ level, slope: 0, season: new Float64Array(1) });
    return {
      kind: 'smoothing',
      specification: { error: 'A', trend: 'N', season: 'N' },
      smoothing: { alpha: 1, beta: 0, gamma: 0, phi: 1 },
      start: state(y[0]!),
      end: state(y[y.length - 1]!),
      variance,
      drift: NO_DRIFT,
      adjustment: null,
    };
  }
  return {
    kind: 'smoothing',
    specification: { error: 'A', trend: 'N', season: 'A' },
    smoothing: { alpha: 0, beta: 0, gamma: 1, phi: 1 },
    start: { level: 0, slope: 0, season: y.slice(0, lag) },
    end: { level: 0, slope: 0, season: y.slice(y.length - lag) },
    variance,
    drift: NO_DRIFT,
    adjustment: null,
  };
}
