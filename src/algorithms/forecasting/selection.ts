import { type FitContext, type SeriesData } from '../contract.js';
import { mean } from '../math/index.js';
import { type ForecastMetric, forecastScore } from './accuracy.js';
import { heldOutSteps } from './calibration.js';
import { type Forecaster } from './estimator.js';
import { assertSeries } from './input.js';

export interface ForecastCandidate {
  readonly forecaster: Forecaster;
  /** mean score over the validation windows; null where there is none */
  readonly score: number | null;
  readonly standardError: number | null;
}

export interface ForecastSelection {
  readonly best: Forecaster;
  readonly candidates: readonly ForecastCandidate[];
  readonly windows: number;
}

interface Window {
  readonly history: Float64Array;
  readonly actual: Float64Array;
  /** windows that each of its steps lies in, on average */
  readonly overlap: number;
}

const MOST_WINDOWS = 200;
/** What all windows together may look at; the work is in proportion to it. */
const MOST_OBSERVATIONS = 40_000;
/** Observations that one window looks at: old ones hardly matter and would only cost time. */
const LONGEST_HISTORY = 1000;
/** Windows of a single series that is too short for so many: they overlap. */
const WINDOWS_OF_ONE = 10;
const FEWEST_WINDOWS = 5;

/**
 * Chooses by rolling-origin validation (Tashman 2000), pooled over at most 200 windows that look at 40,000 observations
 * at most: the last ends, of two seasons each, of all series or of evenly spaced ones, as many of each as it comes to,
 * in the second half of its values. The preferred method (the last of `forecasters`: the combination) is kept unless
 * another one's score is lower by more than a standard error of the paired differences over at least five windows: few
 * windows cannot overrule what holds over thousands of series. Windows that overlap count as so many less. Among several
 * such the lowest score wins, ties go to the earlier.
 */
export function selectForecaster(
  data: SeriesData,
  forecasters: readonly [Forecaster, ...Forecaster[]],
  metric: ForecastMetric,
  context: FitContext,
): ForecastSelection {
  assertSeries(data);
  const windows = validationWindows(data);
  const preferred = forecasters.at(-1) ?? forecasters[0];
  const scores = forecasters.map((forecaster, i) => {
    context.onProgress?.(i / forecasters.length, `validating ${forecaster.name} on ${windows.length} windows`);
    return windows.map((window) => windowScore(forecaster, window, data.period, metric, context.seed));
  });
  const reference = scores.at(-1) ?? [];
  const overlap = windows.length > 0 ? mean(windows.map((window) => window.overlap)) : 1;
  let best = preferred;
  let least = Infinity;
  forecasters.forEach((forecaster, i) => {
    const differences = scores[i]!.flatMap((score, w) => {
      const other = reference[w] ?? null;
      return score === null || other === null ? [] : [other - score];
    });
    const gain = moments(differences);
    const isBetter = differences.length >= FEWEST_WINDOWS && gain.value! > gain.standardError! * Math.sqrt(overlap);
    const score = moments(present(scores[i]!)).value ?? Infinity;
    if (isBetter && score < least) [best, least] = [forecaster, score];
  });
  const candidates = forecasters.map((forecaster, i) => {
    const { value, standardError } = moments(present(scores[i]!));
    return { forecaster, score: value, standardError };
  });
  return { best, candidates, windows: windows.length };
}

function validationWindows({ series, period }: SeriesData): Window[] {
  const windows: Window[] = [];
  const size = mean(series.map(({ values }) => Math.min(values.length, LONGEST_HISTORY)));
  const affordable = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(MOST_OBSERVATIONS / size)));
  const each = Math.max(1, Math.floor(affordable / series.length));
  const least = Math.min(each, Math.floor(WINDOWS_OF_ONE / series.length));
  const seen = Math.min(series.length, affordable);
  for (let at = 0; at < seen; at++) {
    const { values } = series[Math.floor((at * series.length) / seen)]!;
    const steps = heldOutSteps(values.length, period);
    if (steps === 0) continue;
    const side = Math.min(each, Math.floor(values.length / 2 / steps));
    const [count, apart] = side < least ? [least, distanceOf(values.length, steps, least)] : [side, steps];
    for (let i = 0; i < count; i++) {
      const origin = values.length - steps - i * apart;
      if (origin < values.length / 2) break;
      windows.push({
        history: values.subarray(Math.max(0, origin - LONGEST_HISTORY), origin),
        actual: values.subarray(origin, origin + steps),
        overlap: steps / apart,
      });
    }
  }
  return windows;
}

/** Steps between the origins of so many windows in the second half of n observations, at most the length of one. */
function distanceOf(n: number, steps: number, windows: number): number {
  const room = Math.floor(n / 2) - steps;
  return Math.max(1, Math.min(steps, Math.floor(room / (windows - 1))));
}

function windowScore(
  forecaster: Forecaster,
  { history, actual }: Window,
  period: number,
  metric: ForecastMetric,
  seed: number,
): number | null {
  const model = forecaster.fitPoint({ series: [{ id: '', values: history }], period }, {}, { seed });
  const { mean: forecast } = forecaster.predict(model, { series: 0, horizon: actual.length, level: 0.9 });
  return forecastScore(metric, history, actual, forecast, period);
}

const present = (scores: readonly (number | null)[]) => scores.filter((score) => score !== null);

function moments(values: readonly number[]): { value: number | null; standardError: number | null } {
  if (values.length === 0) return { value: null, standardError: null };
  const value = mean(values);
  if (values.length === 1) return { value, standardError: null };
  const squares = values.reduce((total, x) => total + (x - value) * (x - value), 0);
  return { value, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
