import { log } from './elementary.js';

/** A metric's value with its standard error over rows, null where none is known in closed form. */
export interface Figure {
  readonly value: number;
  readonly error: number | null;
}

/** Mean, and sd/√n with the n − 1 denominator. */
export function meanFigure(values: Float64Array): Figure {
  const mean = average(values);
  if (values.length < 2) return { value: mean, error: null };
  return { value: mean, error: Math.sqrt(sampleVariance(values) / values.length) };
}

/** Each metric of a number that was predicted for a number. Willmott & Matsuura, Climate Research 30, 2005. */
export function regressionFigure(name: string, truth: Float64Array, predicted: Float64Array): Figure | null {
  const errors = truth.map((y, i) => y - predicted[i]!);
  const absolute = errors.map(Math.abs);
  switch (name) {
    case 'rmse': {
      const { value: square, error } = meanFigure(errors.map((e) => e * e));
      const value = Math.sqrt(square);
      // delta method: d√x = dx / 2√x
      return { value, error: error === null || value === 0 ? error : error / (2 * value) };
    }
    case 'mae':
      return meanFigure(absolute);
    case 'median_ae':
      return { value: median(absolute), error: null };
    case 'r2': {
      const mean = average(truth);
      const total = average(truth.map((y) => (y - mean) * (y - mean)));
      return total > 0 ? { value: 1 - average(errors.map((e) => e * e)) / total, error: null } : null;
    }
    default:
      return null;
  }
}

/**
 * Each metric of class probabilities (rows × classes, row-major). Hastie, Tibshirani & Friedman, "The Elements of
 * Statistical Learning", section 7.2; Brier, Monthly Weather Review 78, 1950; F1: van Rijsbergen, 1979.
 */
export function classFigure(name: string, labels: Int32Array, classes: number, p: Float64Array): Figure | null {
  const perRow = (f: (row: number, label: number) => number) =>
    Float64Array.from(labels, (label, row) => f(row, label));
  const predicted = perRow((row) => mostProbable(p, classes, row));
  const ulp = 2.220446049250313e-16;
  switch (name) {
    case 'roc_auc':
      return areaUnderRoc(labels, classes, p);
    case 'log_loss':
      return meanFigure(perRow((row, y) => -log(Math.min(1 - ulp, Math.max(ulp, p[row * classes + y]!)))));
    case 'accuracy':
      return meanFigure(perRow((row, y) => (predicted[row] === y ? 1 : 0)));
    case 'brier': {
      const squares = perRow((row, y) => {
        let sum = 0;
        for (let k = 0; k < classes; k++) sum += square(p[row * classes + k]! - (k === y ? 1 : 0));
        return classes === 2 ? sum / 2 : sum;
      });
      return meanFigure(squares);
    }
    case 'balanced_accuracy':
    case 'f1_macro': {
      const shares: number[] = [];
      for (let k = 0; k < classes; k++) {
        const [actual, guessed] = [count(labels, (y) => y === k), count(predicted, (y) => y === k)];
        const hits = count(labels, (y, row) => y === k && predicted[row] === k);
        if (name === 'f1_macro' && actual + guessed > 0) shares.push((2 * hits) / (actual + guessed));
        if (name === 'balanced_accuracy' && actual > 0) shares.push(hits / actual);
      }
      return { value: average(shares), error: null };
    }
    default:
      return null;
  }
}

/** The class of the largest probability, the first of equals. */
export function mostProbable(p: Float64Array, classes: number, row: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (p[row * classes + k]! > p[row * classes + best]!) best = k;
  return best;
}

/** Two classes: of the second. More: one against the rest, averaged over the classes that have rows on both sides. */
function areaUnderRoc(labels: Int32Array, classes: number, p: Float64Array): Figure | null {
  const against = (k: number) => {
    const scores = (inside: boolean) =>
      Float64Array.from(
        [...labels.keys()].filter((row) => (labels[row] === k) === inside),
        (row) => p[row * classes + k]!,
      );
    return binaryArea(scores(true), scores(false));
  };
  if (classes === 2) return against(1);
  const areas = Array.from({ length: classes }, (_, k) => against(k)).filter((area) => area !== null);
  return areas.length === 0 ? null : { value: average(areas.map(({ value }) => value)), error: null };
}

/** P(positive > negative) + ½P(equal), with the standard error of DeLong et al., Biometrics 44, 1988. */
export function binaryArea(positives: Float64Array, negatives: Float64Array): Figure | null {
  const [m, n] = [positives.length, negatives.length];
  if (m === 0 || n === 0) return null;
  const above = positives.map(placementAmong(negatives.toSorted()));
  const below = negatives.map(placementAmong(positives.toSorted()));
  const error = m < 2 || n < 2 ? null : Math.sqrt(sampleVariance(above) / m + sampleVariance(below) / n);
  return { value: average(above), error };
}

/** The share of `sorted` that lies below x, equals counting half. */
const placementAmong = (sorted: Float64Array) => (x: number) =>
  (firstAtLeast(sorted, x, false) + firstAtLeast(sorted, x, true)) / (2 * sorted.length);

/** How many of `sorted` are < x, or with `beyond` ≤ x. */
function firstAtLeast(sorted: Float64Array, x: number, beyond: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x || (beyond && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The middle value; the mean of the two middle ones of an even count. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function sampleVariance(values: Float64Array): number {
  const mean = average(values);
  return (average(values.map((x) => square(x - mean))) * values.length) / (values.length - 1);
}

const square = (x: number) => x * x;

function count(values: Int32Array | Float64Array, holds: (value: number, row: number) => boolean): number {
  let n = 0;
  values.forEach((value, row) => (n += holds(value, row) ? 1 : 0));
  return n;
}
