import { log } from './elementary.js';
import { countBelow, countsOf, mean, median, square, sum, total, vector } from './numeric.js';

/** A metric's value with its standard error over rows, null where none is known in closed form. */
export interface Figure {
  readonly value: number;
  readonly error: number | null;
  /** by how much at most the value changes if rounding decides ties another way; 0 where nothing is that close */
  readonly open?: number;
}

/** Scores that differ by less, relatively, may come out in any order: the trainer's logarithm is not the checker's. */
const CLOSE = 1e-12;

const bare = (value: number, open = 0): Figure => ({ value, error: null, open });

/** Mean, and sd/√n with the n − 1 denominator. */
export function meanFigure(values: Float64Array): Figure {
  return { value: mean(values), error: values.length < 2 ? null : Math.sqrt(sampleVariance(values) / values.length) };
}

function sampleVariance(values: Float64Array): number {
  const middle = mean(values);
  return sum(values.length, (i) => square(values[i]! - middle)) / (values.length - 1);
}

/** Each metric of a number that was predicted for a number. Willmott & Matsuura, Climate Research 30, 2005. */
export function regressionFigure(name: string, truth: Float64Array, predicted: Float64Array): Figure | null {
  const errors = truth.map((y, i) => y - predicted[i]!);
  const mse = meanFigure(errors.map(square));
  switch (name) {
    case 'rmse': {
      const value = Math.sqrt(mse.value);
      // delta method: d√x = dx / 2√x
      return { value, error: mse.error === null || value === 0 ? mse.error : mse.error / (2 * value) };
    }
    case 'mae':
      return meanFigure(errors.map(Math.abs));
    case 'median_ae':
      return bare(median(errors.map(Math.abs)));
    case 'r2': {
      const middle = mean(truth);
      const spread = mean(truth.map((y) => square(y - middle)));
      return spread > 0 ? bare(1 - mse.value / spread) : null;
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
  const rows = labels.length;
  const share = (row: number, k: number) => p[row * classes + k]!;
  const predicted = vector(rows, (row) => mostProbable(p, classes, row));
  const isClose = (row: number) => {
    const top = share(row, predicted[row]!);
    return sum(classes, (k) => (share(row, k) !== top && top - share(row, k) <= CLOSE ? 1 : 0)) > 0;
  };
  const undecided = sum(rows, (row) => (isClose(row) ? 1 : 0));
  const ulp = 2.220446049250313e-16;
  switch (name) {
    case 'roc_auc':
      return areaUnderRoc(labels, classes, p);
    case 'log_loss':
      return meanFigure(vector(rows, (row) => -log(Math.min(1 - ulp, Math.max(ulp, share(row, labels[row]!))))));
    case 'accuracy':
      return { ...meanFigure(vector(rows, (row) => (predicted[row] === labels[row] ? 1 : 0))), open: undecided / rows };
    case 'brier': {
      const off = (row: number) => sum(classes, (k) => square(share(row, k) - (k === labels[row] ? 1 : 0)));
      return meanFigure(vector(rows, (row) => off(row) / (classes === 2 ? 2 : 1)));
    }
    case 'balanced_accuracy':
    case 'f1_macro': {
      const count = (holds: (row: number) => boolean) => sum(rows, (row) => (holds(row) ? 1 : 0));
      const shares = Array.from({ length: classes }, (_, k) => {
        const [actual, guessed] = [count((row) => labels[row] === k), count((row) => predicted[row] === k)];
        const hits = count((row) => labels[row] === k && predicted[row] === k);
        return name === 'f1_macro' ? (2 * hits) / (actual + guessed) : hits / actual;
      });
      // A class that is neither there nor predicted counts for nothing: 0/0.
      const rarest = Math.min(...countsOf(labels, classes).filter((n) => n > 0));
      return bare(mean(shares.filter((value) => value === value)), (2 * undecided) / rarest);
    }
    default:
      return null;
  }
}

/** The class of the largest probability, the first of equals. */
function mostProbable(p: Float64Array, classes: number, row: number): number {
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
  const averageOf = (f: (area: Figure) => number) => mean(areas.map(f));
  return areas.length === 0
    ? null
    : bare(
        averageOf(({ value }) => value),
        averageOf(({ open = 0 }) => open),
      );
}

/** P(positive > negative) + ½P(equal), with the standard error of DeLong et al., Biometrics 44, 1988. */
function binaryArea(positives: Float64Array, negatives: Float64Array): Figure | null {
  const [m, n] = [positives.length, negatives.length];
  if (m === 0 || n === 0) return null;
  /** The share of the others that lies below x, equals counting half. */
  const placements = (of: Float64Array, among: Float64Array) => {
    const sorted = among.toSorted();
    return of.map((x) => (countBelow(sorted, x) + countBelow(sorted, x, true)) / (2 * sorted.length));
  };
  const [above, below] = [placements(positives, negatives), placements(negatives, positives)];
  const error = m < 2 || n < 2 ? null : Math.sqrt(sampleVariance(above) / m + sampleVariance(below) / n);
  const sorted = negatives.toSorted();
  const within = (x: number, reach: number) => countBelow(sorted, x + reach, true) - countBelow(sorted, x - reach);
  const close = sum(m, (i) => within(positives[i]!, CLOSE * positives[i]!) - within(positives[i]!, 0));
  return { value: total(above) / m, error, open: close / (m * n) };
}
