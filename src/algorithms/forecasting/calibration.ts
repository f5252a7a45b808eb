import { log, exp, normalQuantile } from '../math/index.js';
import { type Component } from './component.js';
import { forecastComponents } from './forecast.js';

/**
 * How far forecasts really missed, in the standard deviations that the model claims: |y − ŷ|/σ_h over held-out ends
 * of the training series.
 */
export interface Calibration {
  /** ascending */
  readonly scores: Float64Array;
  /** ends that were held out; the errors within one hang together */
  readonly windows: number;
}

export const UNCALIBRATED: Calibration = { scores: new Float64Array(0), windows: 0 };

const MOST_WINDOWS = 100;
/** Windows at which experience weighs as much as the normal law. */
const PRIOR_WINDOWS = 10;

/** Steps that are held out of a series of n observations: two seasons (at least 6), at most a fifth of it. */
export function heldOutSteps(n: number, period: number): number {
  return Math.min(Math.max(6, 2 * period), Math.floor(n / 5));
}

/** Fits at most 100 evenly spaced series again without their end and scores the forecasts of it. */
export function calibrate(
  series: readonly Float64Array[],
  period: number,
  fit: (y: Float64Array) => readonly Component[],
): Calibration {
  const scores: number[] = [];
  let windows = 0;
  const stride = Math.max(1, series.length / MOST_WINDOWS);
  for (let at = 0; at < series.length; at += stride) {
    const y = series[Math.floor(at)]!;
    const steps = heldOutSteps(y.length, period);
    const length = y.length - steps;
    if (steps === 0) continue;
    const { mean, deviation } = forecastComponents(fit(y.subarray(0, length)), length, steps);
    const errors = mean.map((value, h) => Math.abs(y[length + h]! - value));
    // A perfect fit claims no deviation: nothing can be learned from it.
    if (deviation.some((sigma) => !(sigma > 0))) continue;
    errors.forEach((error, h) => scores.push(error / deviation[h]!));
    windows++;
  }
  return { scores: Float64Array.from(scores).sort(), windows };
}

/**
 * Half width of the central interval of probability `level`, in standard deviations: the normal quantile z moved
 * towards the empirical quantile e of the scores (the ⌈(N+1)·level⌉-th, as in split conformal prediction, Lei et al.
 * 2018) by their number of windows w, z^(1−s) e^s with s = w/(w + 10).
 */
export function halfWidth({ scores, windows }: Calibration, level: number): number {
  const z = normalQuantile((1 + level) / 2);
  if (windows === 0) return z;
  const rank = Math.min(scores.length, Math.ceil((scores.length + 1) * level));
  const empirical = scores[rank - 1]!;
  const share = windows / (windows + PRIOR_WINDOWS);
  return empirical > 0 ? exp((1 - share) * log(z) + share * log(empirical)) : z;
}
