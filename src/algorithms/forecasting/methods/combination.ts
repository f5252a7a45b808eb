import { type Component } from '../component.js';
import { complexSmoothing } from './complex.js';
import { EtsCandidates } from './smoothing.js';
import { thetaMethod } from './theta.js';

/**
 * Theta, the exponential smoothing model of least AICc, that with a damped trend, and complex exponential smoothing: four
 * views of trend and season whose mean is more accurate than each (Clemen 1989; Makridakis & Hibon 2000; with complex
 * smoothing Petropoulos & Svetunkov, A simple combination of univariate models, International Journal of Forecasting 36,
 * 2020).
 */
export function combination(series: Float64Array, period: number): readonly Component[] {
  const candidates = new EtsCandidates(series, period, () => true);
  return [
    thetaMethod(series, period, 2),
    candidates.best(),
    candidates.best(({ trend }) => trend === 'Ad'),
    complexSmoothing(series, period, () => true),
  ];
}
