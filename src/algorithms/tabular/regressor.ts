import {
  type FitContext,
  type Parameters,
  type RegressionData,
  type RegressionPrediction,
  type TensorLike,
} from '../contract.js';
import { findAlgorithm, type Fitted } from './algorithm.js';
import { crossFit } from './cross-fit.js';
import { conformalIntervals, type Intervals, intervalsFromTensors, intervalsToTensors } from './interval.js';
import { regressionTask } from './regression.js';
import { joinCells } from './subset.js';

/** A regressor with prediction intervals from rows left out of fits to its training rows; null for very few rows. */
export interface TabularRegressor extends Fitted<RegressionPrediction> {
  readonly intervals: Intervals | null;
}

/** Throws DataError for an unknown algorithm and for data that it cannot use. */
export function fitRegressor(
  algorithm: string,
  data: RegressionData,
  parameters: Parameters,
  context: FitContext,
): TabularRegressor {
  const found = findAlgorithm(regressionTask.algorithms, algorithm);
  const fitted = found.fit(data, parameters, context);
  const residuals = crossFit(regressionTask, found, data, parameters, context).map((part) =>
    part.data.target.map((y, i) => y - part.prediction.values[i]!),
  );
  return withIntervals(fitted, conformalIntervals(joinCells(residuals, new Float64Array(0))));
}

/** The model of a file: tensors of the estimator, and of intervalsToTensors if there are any. */
export function loadRegressor(algorithm: string, tensors: ReadonlyMap<string, TensorLike>): TabularRegressor {
  const fitted = findAlgorithm(regressionTask.algorithms, algorithm).load(tensors);
  return withIntervals(fitted, intervalsFromTensors(tensors));
}

const withIntervals = (fitted: Fitted<RegressionPrediction>, intervals: Intervals | null): TabularRegressor => ({
  intervals,
  predict: (features) => fitted.predict(features),
  toTensors: () => new Map([...fitted.toTensors(), ...(intervals ? intervalsToTensors(intervals) : [])]),
});
