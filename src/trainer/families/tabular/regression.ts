import { DataError, type RegressionData, type RegressionPrediction } from '../../../algorithms/contract.js';
import { mean } from '../../../algorithms/math/index.js';
import { medianOf, REGRESSION_METRICS } from '../../../algorithms/metrics/index.js';
import {
  DEFAULT_REGRESSION_METRIC,
  findAlgorithm,
  fitRegressor,
  holdOut,
  leftOutMemory,
  loadRegressor,
  REGRESSOR_CANDIDATES,
  regressionTask,
  type TabularRegressor,
} from '../../../algorithms/tabular/index.js';
import { type TableColumn } from '../../../contracts/table.js';
import { type Family, type ScoreColumn } from '../../family.js';
import { chooseTabular } from './choose.js';
import { columnOf, featuresAt, isMissing, tableFeatures } from './columns.js';
import { type Baseline, evaluateTabular } from './evaluate.js';
import { HELD_OUT, rowsWithTarget, splitByTime } from './split.js';

const SERVED_LEVEL = 0.9;

export const regression: Family<RegressionData, TabularRegressor> = {
  modelType: 'regression',

  split(table, roles, { seed }) {
    const rows = rowsWithTarget(table, roles);
    const inTime = splitByTime(table, roles, rows);
    if (inTime) return inTime;
    const { test } = holdOut(rows.length, HELD_OUT, seed);
    return { kind: 'random 20 %', testRows: test.map((i) => rows[i]!) };
  },

  prepare(source) {
    const { table, roles, rows } = source;
    const target = columnOf(table, roles, 'target');
    const own = rows.filter((row) => !isMissing(target, row));
    const values = numbersOf(target);
    return {
      features: featuresAt(source, own),
      target: Float64Array.from(own, (row) => values[row]!),
    };
  },

  choose: (train, request, context) =>
    chooseTabular(
      regressionTask,
      train,
      REGRESSOR_CANDIDATES,
      { ...request, metric: request.metric ?? DEFAULT_REGRESSION_METRIC },
      context,
    ),

  memory: (data, { algorithm, hyperparameters }) =>
    findAlgorithm(regressionTask.algorithms, algorithm).estimator.memory(data, hyperparameters) +
    leftOutMemory(data.features),

  fit: (data, { algorithm, hyperparameters }, context) => fitRegressor(algorithm, data, hyperparameters, context),

  evaluate(model, train, test, context) {
    const names = REGRESSION_METRICS.map(({ name }) => name);
    const baselines = [constant('mean', mean(train.target)), constant('median', medianOf(train.target))];
    const evaluation = evaluateTabular(regressionTask, model, baselines, test, names, context);
    return { ...evaluation, notes: coverageNotes(model, test) };
  },

  /** The estimator's tensors, and `interval.*` (algorithms/tabular/interval.ts) where rows were left out to learn them. */
  toTensors: (model) => model.toTensors(),

  /** `prediction`, then `lower` and `upper` (90 %) if the model has intervals. */
  scorer({ config, parameters }) {
    const model = loadRegressor(config.algorithm, parameters);
    return (table): ScoreColumn[] => {
      const { values } = model.predict(tableFeatures(table, config.roles));
      const radius = model.intervals?.radii[model.intervals.levels.indexOf(SERVED_LEVEL)];
      if (radius === undefined) return [{ name: 'prediction', numbers: values }];
      return [
        { name: 'prediction', numbers: values },
        { name: 'lower', numbers: values.map((value) => value - radius) },
        { name: 'upper', numbers: values.map((value) => value + radius) },
      ];
    };
  },
};

function numbersOf(target: TableColumn): Float64Array {
  if ('values' in target) return target.values;
  throw new DataError(
    'target_not_numeric',
    `The target ${JSON.stringify(target.name)} is not a number.`,
    'For kinds choose classification.',
  );
}

const constant = (name: string, value: number): Baseline<RegressionPrediction> => ({
  name,
  predict: ({ rows }) => ({ values: new Float64Array(rows).fill(value) }),
});

function coverageNotes(model: TabularRegressor, { features, target }: RegressionData): string[] {
  if (!model.intervals) return ['Too few rows for prediction intervals.'];
  const { values } = model.predict(features);
  const { levels, radii } = model.intervals;
  const covered = Array.from(levels, (level, i) => {
    const inside = target.filter((y, row) => Math.abs(y - values[row]!) <= radii[i]!).length;
    return `${(100 * level).toFixed(0)} % ± ${radii[i]!.toPrecision(4)} held ${((100 * inside) / target.length).toFixed(1)} %`;
  });
  return [`Prediction intervals on the held-out rows: ${covered.join('; ')}.`];
}
