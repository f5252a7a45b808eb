import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { naiveBayes } from '../../../src/algorithms/bayes/naive-bayes.js';
import {
  type ClassificationData,
  type ClassPrediction,
  DataError,
  type Estimator,
  type Feature,
  type Features,
  type Parameters,
  type RegressionData,
  type RegressionPrediction,
  type TensorLike,
} from '../../../src/algorithms/contract.js';
import { elasticNet } from '../../../src/algorithms/linear/elastic-net.js';
import { leastSquares } from '../../../src/algorithms/linear/least-squares.js';
import { logisticRegression } from '../../../src/algorithms/linear/logistic/logistic-regression.js';
import { ridge } from '../../../src/algorithms/linear/ridge.js';
import { neighbourClassifier, neighbourRegressor } from '../../../src/algorithms/neighbours/nearest-neighbours.js';
import { selectClassification, selectRegression, selectRows } from '../../../src/algorithms/tabular/subset.js';
import { boostedClassifier, boostedRegressor } from '../../../src/algorithms/trees/boosting/estimators.js';
import { forestClassifier, forestRegressor } from '../../../src/algorithms/trees/forest/estimators.js';
import { randomFeatures } from '../linear/data.js';
import { recordEach } from '../verification/conformance/record.js';

/** scikit-learn's estimator checks that apply to these estimators, one suite over all of them. */
const features = randomFeatures(120, 3, 17);
const x = features.columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array(0)));
const classes: ClassificationData = {
  features,
  labels: Int32Array.from(x[0]!, (value, i) => (value + x[1]![i]! > 0.4 ? 2 : value > -0.2 ? 1 : 0)),
  classes: ['a', 'b', 'c'],
};
const binary: ClassificationData = {
  ...classes,
  labels: classes.labels.map((k) => Math.min(k, 1)),
  classes: ['a', 'b'],
};
const numbers: RegressionData = {
  features,
  target: Float64Array.from(x[0]!, (value, i) => 2 * value - x[2]![i]! * x[2]![i]!),
};
const context = { seed: 99 };

interface Case<Data> {
  readonly name: string;
  readonly parameters: Parameters;
  readonly data: Data;
  readonly goldenHash: string;
  readonly fit: (data: Data, parameters?: Parameters) => Model;
  readonly memory: (data: Data) => number;
  readonly select: (data: Data, rows: Uint32Array) => Data;
  readonly withFeatures: (data: Data, features: Features) => Data;
}
interface Model {
  predict(features: Features): Float64Array;
  tensors(): ReadonlyMap<string, TensorLike>;
  reload(): Model;
}

function caseOf<Data, M, P extends ClassPrediction | RegressionPrediction>(
  estimator: Estimator<Data, M, Features, P>,
  data: Data,
  parameters: Parameters,
  goldenHash: string,
  { select, withFeatures }: Pick<Case<Data>, 'select' | 'withFeatures'>,
): Case<Data> {
  const wrap = (model: M): Model => ({
    predict: (rows) => {
      const prediction = estimator.predict(model, rows);
      return 'values' in prediction ? prediction.values : prediction.probabilities;
    },
    tensors: () => estimator.toTensors(model),
    reload: () => wrap(estimator.fromTensors(copyOf(estimator.toTensors(model)))),
  });
  return {
    name: `${estimator.modelType} ${estimator.name}`,
    parameters,
    data,
    goldenHash,
    fit: (given, own = parameters) => wrap(estimator.fit(given, own, context)),
    memory: (given) => estimator.memory(given, parameters),
    select,
    withFeatures,
  };
}

const ofClasses = {
  select: selectClassification,
  withFeatures: (data: ClassificationData, given: Features) => ({ ...data, features: given }),
};
const ofNumbers = {
  select: selectRegression,
  withFeatures: (data: RegressionData, given: Features) => ({ ...data, features: given }),
};
const CLASSIFIERS = [
  caseOf(logisticRegression, classes, {}, '447ca9afbd259fc1', ofClasses),
  caseOf(logisticRegression, binary, { l1: 0.5, l2: 0.5 }, '387da0b45b0d2ba5', ofClasses),
  caseOf(naiveBayes, classes, {}, '34cbed46d125757e', ofClasses),
  caseOf(neighbourClassifier, classes, { k: 5, weights: 'distance' }, 'd8bca5f3eda47e94', ofClasses),
  caseOf(forestClassifier, classes, { trees: 10 }, '8c7eafcf923a5f7d', ofClasses),
  caseOf(forestClassifier, binary, { trees: 10 }, 'f7e34f92932f0553', ofClasses),
  caseOf(boostedClassifier, classes, { trees: 10 }, 'd706a8ce3e5f86de', ofClasses),
  caseOf(boostedClassifier, binary, { row_fraction: 0.7, feature_fraction: 0.7 }, 'cc65fecbd2b07b86', ofClasses),
];
const REGRESSORS = [
  caseOf(leastSquares, numbers, {}, 'f95ac87ea4561055', ofNumbers),
  caseOf(ridge, numbers, {}, 'c1fe658e817bf8d6', ofNumbers),
  caseOf(elasticNet, numbers, { l1_ratio: 0.5 }, '146dca813e3e157f', ofNumbers),
  caseOf(neighbourRegressor, numbers, {}, '4378a9eff0bce2d6', ofNumbers),
  caseOf(forestRegressor, numbers, { trees: 10 }, '40f91035f0e5afb6', ofNumbers),
  caseOf(boostedRegressor, numbers, {}, '71df7dd8eebd90f2', ofNumbers),
];

describe.each(CLASSIFIERS)('$name $parameters', (given) => conformance(given));
describe.each(REGRESSORS)('$name $parameters', (given) => conformance(given));

function conformance<Data>(given: Case<Data>): void {
  recordEach(given.name.split(' ')[1]!, 'estimator');
  const { data, fit, select, withFeatures } = given;
  const replaceFirst = (column: Feature): Features => ({ ...features, columns: features.columns.with(0, column) });
  const numberColumn = (values: Float64Array): Feature => ({ kind: 'number', name: 'x0', values });

  it('fits the same bits again, whatever was fitted in between', () => {
    const first = digestOf(fit(data).tensors());
    fit(
      select(
        data,
        Uint32Array.from({ length: 90 }, (_, i) => i),
      ),
    );
    expect(digestOf(fit(data).tensors())).toBe(first);
  });

  it('gives the golden bits on every machine', () => {
    expect(digestOf(fit(data).tensors())).toBe(given.goldenHash);
  });

  it('saves and loads to the same bits, and predicts the same', () => {
    const model = fit(data);
    const loaded = model.reload();
    expect(digestOf(loaded.tensors())).toBe(digestOf(model.tensors()));
    expect(loaded.predict(features)).toEqual(model.predict(features));
  });

  it('writes tensors whose shapes match their data, named as model files allow', () => {
    for (const [name, { shape, data: cells }] of fit(data).tensors()) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9_.]*$/);
      expect(shape.reduce((size, length) => size * length, 1)).toBe(cells.length);
    }
  });

  it('predicts each row alike alone, in a subset and in another order', () => {
    const model = fit(data);
    const all = model.predict(features);
    const width = all.length / features.rows;
    const rows = Uint32Array.of(77, 3, 3, 118);
    const some = model.predict(selectRows(features, rows));
    rows.forEach((row, i) => {
      for (let k = 0; k < width; k++) expect(some[i * width + k]).toBe(all[row * width + k]);
    });
    expect(model.predict(selectRows(features, Uint32Array.of(77)))).toEqual(some.slice(0, width));
  });

  it('predicts nothing for no rows, and finite values for far rows and unseen levels', () => {
    const model = fit(data);
    expect(model.predict(selectRows(features, new Uint32Array(0)))).toHaveLength(0);
    const far = selectRows(features, Uint32Array.of(0, 1));
    const odd = far.columns.map((column): Feature =>
      column.kind === 'number'
        ? { ...column, values: Float64Array.of(1e6, -1e6) }
        : { ...column, codes: Int32Array.of(-1, -1) },
    );
    for (const value of model.predict({ rows: 2, columns: odd })) expect(Number.isFinite(value)).toBe(true);
  });

  it('does not change its input', () => {
    const before = digestOf(cellsOf(features));
    fit(data).predict(features);
    expect(digestOf(cellsOf(features))).toBe(before);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %s among the features, in training and in prediction', (bad) => {
    const spoilt = replaceFirst(numberColumn(x[0]!.with(5, bad)));
    expect(() => fit(withFeatures(data, spoilt))).toThrow(DataError);
    const model = fit(data);
    expect(() => model.predict(spoilt)).toThrow(DataError);
  });

  it('refuses no rows and no columns', () => {
    expect(() => fit(select(data, new Uint32Array(0)))).toThrow(DataError);
    expect(() => fit(withFeatures(data, { rows: 120, columns: [] }))).toThrow(DataError);
  });

  it('refuses to predict other columns than it was fitted to', () => {
    const model = fit(data);
    const fewer = { ...features, columns: features.columns.slice(1) };
    const swapped = { ...features, columns: features.columns.toReversed() };
    expect(() => model.predict(fewer)).toThrow(/takes 4 features, not 3/);
    expect(() => model.predict(swapped)).toThrow(DataError);
  });

  it('refuses cells of another length, and codes without a level', () => {
    expect(() => fit(withFeatures(data, replaceFirst(numberColumn(x[0]!.slice(1)))))).toThrow(DataError);
    const category: Feature = { kind: 'category', name: 'c', codes: new Int32Array(120).fill(2), levels: ['a'] };
    expect(() => fit(withFeatures(data, replaceFirst(category)))).toThrow(DataError);
  });

  it('refuses parameters out of range and unknown ones, by name', () => {
    expect(() => fit(data, { no_such_parameter: 1 })).toThrow(/no_such_parameter/);
  });

  it('fits one feature, a constant one and one that repeats another', () => {
    const [first] = features.columns;
    const constant: Feature = { kind: 'number', name: 'k', values: new Float64Array(120).fill(0.1) };
    for (const columns of [[first!], [constant], [first!, constant, { ...first!, name: 'again' }]]) {
      const narrow = { rows: 120, columns };
      for (const value of fit(withFeatures(data, narrow)).predict(narrow)) expect(Number.isFinite(value)).toBe(true);
    }
  });

  it('takes a column named __proto__', () => {
    const hostile = { ...features, columns: features.columns.map((column) => ({ ...column, name: '__proto__' })) };
    expect(fit(withFeatures(data, hostile)).predict(hostile)).toEqual(fit(data).predict(features));
  });

  it('foresees its memory, more for more rows', () => {
    const half = given.memory(
      select(
        data,
        Uint32Array.from({ length: 60 }, (_, i) => i),
      ),
    );
    expect(half).toBeGreaterThan(0);
    expect(given.memory(data)).toBeGreaterThan(half);
  });
}

describe.each(CLASSIFIERS)('$name $parameters: probabilities', ({ data, fit }) => {
  it('lie in 0..1, sum to one in each row, and beat the class shares on training rows', () => {
    const probabilities = fit(data).predict(features);
    const width = data.classes.length;
    let loss = 0;
    for (let i = 0; i < 120; i++) {
      const row = probabilities.subarray(i * width, (i + 1) * width);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      for (const p of row) expect(p).toBeGreaterThanOrEqual(0);
      loss -= Math.log(Math.max(row[data.labels[i]!]!, 1e-3)) / 120;
    }
    const shares = data.classes.map((_, k) => data.labels.filter((label) => label === k).length / 120);
    expect(loss).toBeLessThan(-shares.reduce((sum, p) => sum + p * Math.log(p), 0));
  });

  it('need two classes, each of which occurs', () => {
    expect(() => fit({ ...data, labels: new Int32Array(120), classes: ['a'] })).toThrow(/single class/);
    expect(() => fit({ ...data, classes: [...data.classes, 'never'] })).toThrow(/never/);
  });

  it('refuse labels out of range', () => {
    expect(() => fit({ ...data, labels: data.labels.with(0, 9) })).toThrow(DataError);
  });
});

describe.each(REGRESSORS)('$name $parameters: values', ({ data, fit }) => {
  it('explain most of the training target', () => {
    const values = fit(data).predict(features);
    const mean = data.target.reduce((sum, y) => sum + y, 0) / 120;
    const spread = data.target.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    expect(data.target.reduce((sum, y, i) => sum + (y - values[i]!) ** 2, 0)).toBeLessThan(0.4 * spread);
  });

  it('are the target where that is constant', () => {
    const values = fit({ ...data, target: new Float64Array(120).fill(7.25) }).predict(features);
    for (const value of values) expect(value).toBeCloseTo(7.25, 9);
  });

  it('fit a single row', () => {
    const one = { features: selectRows(features, Uint32Array.of(4)), target: Float64Array.of(3.5) };
    expect(fit(one).predict(one.features)[0]).toBeCloseTo(3.5, 9);
  });

  it('refuse a target that is not finite', () => {
    expect(() => fit({ ...data, target: data.target.with(3, NaN) })).toThrow(DataError);
  });
});

const copyOf = (tensors: ReadonlyMap<string, TensorLike>): Map<string, TensorLike> =>
  new Map([...tensors].map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]));

const cellsOf = ({ columns }: Features): Map<string, TensorLike> =>
  new Map(
    columns.map((column, j) => {
      const data = column.kind === 'number' ? column.values : column.codes;
      return [String(j), { shape: [data.length], data }];
    }),
  );

function digestOf(tensors: ReadonlyMap<string, TensorLike>): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}:${shape.join()}:`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex').slice(0, 16);
}
