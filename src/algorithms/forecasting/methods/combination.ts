import { type Component } from '../component.js';
import { EtsCandidates } from './smoothing.js';
import { thetaMethod } from './theta.js';

/**
 * Theta, the exponential smoothing model of least AICc, and that with a damped trend: three views of the trend
 * (drift, chosen, damped) whose mean is more accurate than each (Clemen 1989; Makridakis & Hibon 2000).
 */
export function combination(series: Float64Array, period: number): readonly Component[] {
  const candidates = new EtsCandidates(series, period, () => true);
  return [thetaMethod(series, period, 2), candidates.best(), candidates.best(({ trend }) => trend === 'Ad')];
}
