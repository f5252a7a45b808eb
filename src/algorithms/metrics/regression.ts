import { meanEvaluation, type MetricDefinition } from './definition.js';

/** `truth` and `prediction`: one value per row, in the unit of the target. */
export type RegressionMetric = MetricDefinition<Float64Array, Float64Array>;

/** Root of the mean squared error; its standard error by the delta method, se(MSE)/(2·RMSE). */
export const rootMeanSquaredError: RegressionMetric = {
  name: 'rmse',
  title: 'Root mean squared error, in the unit of the target',
  higherIsBetter: false,
  evaluate(truth, prediction) {
    const squared = meanEvaluation(truth.map((value, row) => (value - prediction[row]!) * (value - prediction[row]!)));
    if (!squared) return null;
    const value = Math.sqrt(squared.value);
    const known = squared.standardError !== null && value > 0;
    return { value, standardError: known ? squared.standardError / (2 * value) : squared.standardError };
  },
};

export const meanAbsoluteError: RegressionMetric = {
  name: 'mae',
  title: 'Mean absolute error, in the unit of the target',
  higherIsBetter: false,
  evaluate: (truth, prediction) => meanEvaluation(absoluteErrors(truth, prediction)),
};

/** Middle absolute error; the mean of the two middle ones for an even count. */
export const medianAbsoluteError: RegressionMetric = {
  name: 'median_ae',
  title: 'Median absolute error, in the unit of the target',
  higherIsBetter: false,
  evaluate(truth, prediction) {
    if (truth.length === 0) return null;
    return { value: medianOf(absoluteErrors(truth, prediction)), standardError: null };
  },
};

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)² with ȳ the mean of these rows; null where the target is constant on them. */
export const coefficientOfDetermination: RegressionMetric = {
  name: 'r2',
  title: 'Share of the variance that is explained; 0 is the mean, negative is worse than the mean',
  higherIsBetter: true,
  evaluate(truth, prediction) {
    const mean = meanEvaluation(truth)?.value;
    if (mean === undefined) return null;
    let residual = 0;
    let total = 0;
    truth.forEach((value, row) => {
      residual += (value - prediction[row]!) * (value - prediction[row]!);
      total += (value - mean) * (value - mean);
    });
    return total > 0 ? { value: 1 - residual / total, standardError: null } : null;
  },
};

export const REGRESSION_METRICS: readonly RegressionMetric[] = [
  rootMeanSquaredError,
  meanAbsoluteError,
  medianAbsoluteError,
  coefficientOfDetermination,
];

/** Median of at least one value; the mean of the two middle ones for an even count. */
export function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const absoluteErrors = (truth: Float64Array, prediction: Float64Array): Float64Array =>
  truth.map((value, row) => Math.abs(value - prediction[row]!));
