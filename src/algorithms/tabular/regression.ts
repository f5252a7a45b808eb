import { DataError, type RegressionData, type RegressionPrediction } from '../contract.js';
import { elasticNet } from '../linear/elastic-net.js';
import { leastSquares } from '../linear/least-squares.js';
import { ridge } from '../linear/ridge.js';
import { REGRESSION_METRICS } from '../metrics/index.js';
import { neighbourRegressor } from '../neighbours/nearest-neighbours.js';
import { boostedRegressor, boostRegressor } from '../trees/boosting/estimators.js';
import { boostedScores, firstRounds } from '../trees/boosting/scores.js';
import { forestRegressor } from '../trees/forest/estimators.js';
import { tabularAlgorithm } from './algorithm.js';
import { folds, holdOut } from './folds.js';
import { selectRegression } from './subset.js';
import { type TabularTask } from './task.js';

export const regressionTask: TabularTask<RegressionData, RegressionPrediction> = {
  algorithms: [
    tabularAlgorithm(leastSquares),
    tabularAlgorithm(ridge),
    tabularAlgorithm(elasticNet),
    tabularAlgorithm(neighbourRegressor),
    tabularAlgorithm(forestRegressor),
    tabularAlgorithm(boostedRegressor),
  ],
  features: (data) => data.features,
  withFeatures: (data, features) => ({ ...data, features }),
  select: selectRegression,
  outputs: () => 1,
  folds: ({ features }, k, seed) => folds(features.rows, k, seed),
  holdOut: ({ features }, share, seed) => holdOut(features.rows, share, seed),
  boostStaged(train, parameters, context, validation) {
    const { model, curve } = boostRegressor(train, parameters, context, validation);
    return {
      curve,
      predictAfter: (rounds, features) => ({
        values: boostedScores(firstRounds(model, rounds), features)[0]!,
      }),
    };
  },
  evaluate: (metric, { target }, { values }) => metricOf(metric).evaluate(target, values),
  isHigherBetter: (metric) => metricOf(metric).higherIsBetter,
};

export const DEFAULT_REGRESSION_METRIC = 'rmse';

function metricOf(name: string) {
  const found = REGRESSION_METRICS.find((metric) => metric.name === name);
  if (found) return found;
  const names = REGRESSION_METRICS.map((metric) => metric.name).join(', ');
  throw new DataError('unknown_metric', `There is no metric ${name} of regression; there are ${names}.`);
}
