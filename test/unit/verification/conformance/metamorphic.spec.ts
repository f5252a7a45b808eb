import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../../../src/algorithms/anomaly/index.js';
import { naiveBayes } from '../../../../src/algorithms/bayes/naive-bayes.js';
import { dbscan, kMeans } from '../../../../src/algorithms/clustering/index.js';
import { type Feature, type Features, type RatingData } from '../../../../src/algorithms/contract.js';
import {
  dampedTrend,
  ets,
  holt,
  seasonalNaive,
  simpleSmoothing,
} from '../../../../src/algorithms/forecasting/index.js';
import { elasticNet } from '../../../../src/algorithms/linear/elastic-net.js';
import { leastSquares } from '../../../../src/algorithms/linear/least-squares.js';
import { logisticRegression } from '../../../../src/algorithms/linear/logistic/logistic-regression.js';
import { ridge } from '../../../../src/algorithms/linear/ridge.js';
import { neighbourClassifier, neighbourRegressor } from '../../../../src/algorithms/neighbours/nearest-neighbours.js';
import { ease } from '../../../../src/algorithms/recommendation/ease/estimator.js';
import { itemKnn } from '../../../../src/algorithms/recommendation/item-knn/estimator.js';
import { popularity } from '../../../../src/algorithms/recommendation/popularity/estimator.js';
import { selectClassification, selectRegression } from '../../../../src/algorithms/tabular/subset.js';
import { boostedRegressor } from '../../../../src/algorithms/trees/boosting/estimators.js';
import { forestRegressor } from '../../../../src/algorithms/trees/forest/estimators.js';
import { complete, tabularData } from '../checker/families/tabular.js';
import { lcg } from '../dense.js';
import { recordConformance } from './record.js';

/**
 * What must not change, or how it must, when the data is written another way: Xie et al., "Testing and validating machine
 * learning classifiers by metamorphic testing", J. Syst. Softw. 84 (2011).
 */
const SOURCE = 'Xie et al., J. Syst. Softw. 84, 2011';
const context = { seed: 3 };

/** One relation of one algorithm; `distance` is relative, 0 where the bits are the same. */
function relation(algorithm: string, name: string, bound: number, distance: () => number): void {
  it(`${algorithm}: ${name}`, (test) => {
    const value = distance();
    recordConformance(test, { algorithm, suite: 'metamorphic', name, value, bound, source: SOURCE });
    expect(value).toBeLessThanOrEqual(bound);
  });
}

/** max |a − b| over max |a| */
function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const size = Math.max(...Array.from(a, Math.abs), Number.MIN_VALUE);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / size;
}

const { regression, classification } = tabularData(12, 150, 3);
const reversed = Uint32Array.from({ length: 150 }, (_, i) => 149 - i);
const mapNumbers = (features: Features, change: (values: Float64Array, column: number) => Float64Array): Features => ({
  ...features,
  columns: features.columns.map((column, j) =>
    column.kind === 'number' ? { ...column, values: change(column.values, j) } : column,
  ),
});
const negated = (features: Features) => mapNumbers(features, (values, j) => (j === 0 ? values.map((x) => -x) : values));
/** Each column by a power of two of its own: no rounding anywhere. */
const scaled = (features: Features) => mapNumbers(features, (values, j) => values.map((x) => x * [4, 0.5, 1024][j]!));
const withConstant = (features: Features): Features => {
  const constant: Feature = { kind: 'number', name: 'one', values: new Float64Array(features.rows).fill(0.1) };
  return { ...features, columns: [...features.columns, constant] };
};

describe('regression', () => {
  const run = (estimator: typeof ridge, settings: object, features: Features, rows?: Uint32Array) => {
    const data = { ...regression, features };
    const model = estimator.fit(
      rows ? selectRegression(data, rows) : data,
      complete(estimator.parameters, settings as never),
      context,
    );
    return estimator.predict(model, features).values;
  };
  const cases = [
    [leastSquares, {}, 1e-9],
    [ridge, {}, 1e-9],
    [elasticNet, { alpha: 0.05 }, 1e-4],
  ] as const;
  for (const [estimator, settings, bound] of cases) {
    const original = () => run(estimator, settings, regression.features);
    const against = (features: Features, rows?: Uint32Array) => () =>
      distanceOf(original(), run(estimator, settings, features, rows));
    relation(estimator.name, 'rows in another order', bound, against(regression.features, reversed));
    relation(estimator.name, 'a column negated', bound, against(negated(regression.features)));
    relation(estimator.name, 'a constant column added', bound, against(withConstant(regression.features)));
    relation(estimator.name, 'columns scaled by powers of two', bound, against(scaled(regression.features)));
  }
  const exact = [
    [neighbourRegressor as unknown as typeof ridge, {}],
    [forestRegressor as unknown as typeof ridge, { trees: 5 }],
    [boostedRegressor as unknown as typeof ridge, { trees: 5 }],
  ] as const;
  for (const [estimator, settings] of exact)
    relation(estimator.name, 'columns scaled by powers of two', 0, () =>
      distanceOf(run(estimator, settings, regression.features), run(estimator, settings, scaled(regression.features))),
    );
});

describe('classification', () => {
  const run = (estimator: typeof naiveBayes, features: Features, rows?: Uint32Array) => {
    const data = { ...classification, features };
    const model = estimator.fit(
      rows ? selectClassification(data, rows) : data,
      complete(estimator.parameters),
      context,
    );
    return estimator.predict(model, features).probabilities;
  };
  const { features } = classification;
  const logistic = logisticRegression as unknown as typeof naiveBayes;
  const original = (estimator: typeof naiveBayes) => run(estimator, features);
  relation('logistic_regression', 'rows in another order', 1e-6, () =>
    distanceOf(original(logistic), run(logistic, features, reversed)),
  );
  relation('logistic_regression', 'a column negated', 1e-6, () =>
    distanceOf(original(logistic), run(logistic, negated(features))),
  );
  relation('naive_bayes', 'rows in another order', 1e-9, () =>
    distanceOf(original(naiveBayes), run(naiveBayes, features, reversed)),
  );
  relation('nearest_neighbours', 'columns scaled by powers of two', 0, () => {
    const estimator = neighbourClassifier as unknown as typeof naiveBayes;
    return distanceOf(original(estimator), run(estimator, scaled(features)));
  });
});

describe('recommendation', () => {
  const next = lcg(4);
  const draw = (n: number) => Int32Array.from({ length: 400 }, () => Math.floor(next() * n));
  const data: RatingData = { users: draw(40), items: draw(20), ratings: null, userCount: 40, itemCount: 20 };
  const order = Uint32Array.from({ length: 400 }, (_, i) => (i * 7 + 5) % 400);
  const shuffled = {
    ...data,
    users: Int32Array.from(order, (row) => data.users[row]!),
    items: Int32Array.from(order, (row) => data.items[row]!),
  };
  const parametersOf = (estimator: { parameters: Parameters<typeof complete>[0] }) => complete(estimator.parameters);
  relation('popularity', 'rows in another order', 0, () => {
    const counts = (given: RatingData) => popularity.fit(given, {}, context).counts;
    return distanceOf(counts(data), counts(shuffled));
  });
  relation('item_knn', 'rows in another order', 0, () => {
    const similarities = (given: RatingData) =>
      itemKnn.toTensors(itemKnn.fit(given, parametersOf(itemKnn), context)).get('neighbours.similarities')!.data;
    return distanceOf(similarities(data), similarities(shuffled));
  });
  const weights = (given: RatingData) => ease.fit(given, parametersOf(ease), context).weights;
  relation('ease', 'users in another order', 0, () =>
    distanceOf(weights(data), weights({ ...data, users: data.users.map((user) => 39 - user) })),
  );
  relation('ease', 'items in another order', 1e-6, () => {
    const turned = weights({ ...data, items: data.items.map((item) => 19 - item) });
    return distanceOf(
      weights(data),
      turned.map((_, at) => turned[(19 - Math.floor(at / 20)) * 20 + (19 - (at % 20))]!),
    );
  });
});

describe('rows without a target', () => {
  const { features } = regression;
  for (const detector of DETECTORS)
    relation(detector.name, 'columns scaled by powers of two', 0, () => {
      const scores = (given: Features) => {
        const settings = complete(detector.parameters);
        return (detector as (typeof DETECTORS)[1]).predict(detector.fit(given, settings, context) as never, given)
          .scores;
      };
      return distanceOf(scores(features), scores(scaled(features)));
    });
  for (const clusterer of [kMeans, dbscan])
    relation(clusterer.name, 'columns scaled by powers of two', 0, () => {
      const labels = (given: Features) =>
        (clusterer as typeof kMeans).predict(
          clusterer.fit(given, complete(clusterer.parameters), context) as never,
          given,
        ).labels;
      return distanceOf(labels(features), labels(scaled(features)));
    });
});

describe('forecasting', () => {
  const next = lcg(8);
  const values = Float64Array.from({ length: 60 }, (_, t) => 50 + t + 5 * Math.abs((t % 4) - 2) + 4 * next());
  const forecast = (forecaster: typeof holt, y: Float64Array, period = 4) => {
    const series = [{ id: 's', values: y }];
    const model = forecaster.fit({ period, series }, complete(forecaster.parameters), context);
    return forecaster.predict(model, { series: 0, horizon: 8, level: 0.9 }).mean;
  };
  for (const forecaster of [seasonalNaive, simpleSmoothing, holt, dampedTrend, ets])
    relation(forecaster.name, 'a unit eight times as small', 0, () =>
      distanceOf(
        forecast(forecaster, values).map((y) => 8 * y),
        forecast(
          forecaster,
          values.map((y) => 8 * y),
        ),
      ),
    );
  // Without a season: an origin that moves changes what a multiplicative one means.
  for (const forecaster of [seasonalNaive, simpleSmoothing, holt, dampedTrend])
    relation(forecaster.name, 'another unit and origin: y → 1.8 y + 32', 1e-4, () =>
      distanceOf(
        forecast(forecaster, values, 1).map((y) => 1.8 * y + 32),
        forecast(
          forecaster,
          values.map((y) => 1.8 * y + 32),
          1,
        ),
      ),
    );
});
