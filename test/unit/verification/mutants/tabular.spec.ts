import { tabularTable } from '../tables.js';
import { COMMON } from './common.js';
import { hunt } from './hunt.js';
import { cell, pretends, rounded, type Subject, tensor } from './mutant.js';

const regression = (algorithm: string, hyperparameters: Subject['hyperparameters'] = {}): Subject => ({
  modelType: 'regression',
  algorithm,
  table: tabularTable(31),
  roles: [{ role: 'target', column: 'amount' }],
  hyperparameters,
});
const classification = (
  algorithm: string,
  target: string,
  hyperparameters: Subject['hyperparameters'] = {},
): Subject => ({
  modelType: 'classification',
  algorithm,
  table: tabularTable(32),
  roles: [{ role: 'target', column: target }],
  hyperparameters,
});
const droppedIntercept = tensor('the intercept dropped', 'intercept', (data) => data.fill(0));

hunt(regression('ridge'), [
  ...COMMON,
  pretends('a penalty one per cent off', { l2: 1.01 }),
  droppedIntercept,
  rounded('coefficients'),
  cell('a coefficient of the wrong sign', 'coefficients', 0, (w) => -w),
  cell('a column scaled by the sample deviation', 'columns.scale', 0, (s) => s * Math.sqrt(220 / 219)),
]);

hunt(regression('least_squares'), [
  droppedIntercept,
  rounded('coefficients'),
  pretends('fitted without an intercept', { intercept: false }),
]);

hunt(regression('elastic_net', { alpha: 0.3, l1_ratio: 0.7 }), [
  pretends('another strength', { alpha: 0.301 }),
  pretends('another mixture', { l1_ratio: 0.71 }),
  tensor('a small coefficient cut to zero', 'coefficients', (data) => {
    const sizes = [...data].map((w, j) => [Math.abs(w), j] as const).filter(([size]) => size > 0);
    data[sizes.sort(([a], [b]) => a - b)[0]![1]] = 0;
    return data;
  }),
]);

hunt(regression('nearest_neighbours'), [
  pretends('a neighbour too few', { k: 14 }),
  pretends('weighted by distance', { weights: 'distance' }),
  cell('a target that is off', 'target', 3, (y) => y + 1e-9),
]);

hunt(
  regression('random_forest', { trees: 12 }),
  [
    pretends('leaves that are too small', { min_leaf: 1 }),
    pretends('more features looked at', { feature_fraction: 1 }),
    pretends('a tree too few', { trees: 11 }),
    pretends('trees cut at three splits', { max_depth: 3 }),
    pretends('another seed', {}, 8),
    cell('a leaf from the wrong side', 'leaves.value', 0, (value) => value + 1),
    cell('an out-of-bag prediction', 'out_of_bag', 0, (value) => value + 1e-6),
    pretends('a limit of depth that no tree reaches', { max_depth: 64 }),
  ].map((mutant) =>
    mutant.fault.includes('no tree reaches') ? { ...mutant, equivalent: 'the same trees, to the bit' } : mutant,
  ),
);

hunt(regression('gradient_boosting', { trees: 12 }), [
  pretends('another learning rate', { learning_rate: 0.101 }),
  pretends('another penalty of leaves', { l2: 1.05 }),
  pretends('fewer leaves', { max_leaves: 12 }),
  pretends('lighter children', { min_child_weight: 4 }),
  pretends('a round too few', { trees: 11 }),
  cell('a leaf with the wrong sign', 'leaves.value', 2, (value) => -value),
  cell('a base that is off', 'base', 0, (base) => base + 1e-6),
  tensor('a threshold at the next edge', 'nodes.threshold', (data, { parameters }) => {
    const [feature, offsets, edges] = ['nodes.feature', 'bins.edge_offsets', 'bins.edges'].map(
      (name) => parameters.get(name)!.data,
    );
    const node = feature!.findIndex((f) => f === 0);
    const own = edges!.slice(offsets![0], offsets![1]) as Float64Array;
    data[node] = own[own.indexOf(data[node]!) + 1]!;
    return data;
  }),
]);

hunt(classification('logistic_regression', 'flag'), [
  ...COMMON,
  pretends('a penalty one per cent off', { l2: 1.01 }),
  pretends('a little absolute penalty', { l1: 0.1 }),
  rounded('coefficients'),
  droppedIntercept,
  tensor('the classes change names', 'classes.utf8', () => new TextEncoder().encode('truefalse').slice(0, 9)),
]);

hunt(classification('naive_bayes', 'kind'), [
  pretends('another smoothing', { alpha: 1.5 }),
  pretends('another floor', { variance_floor: 1e-6 }),
  cell('a count off by one', 'levels.count', 2, (count) => count + 1),
  tensor('variances over n − 1', 'numbers.variance', (data) => data.map((v) => v * 1.01)),
]);

hunt(classification('gradient_boosting', 'kind', { trees: 8, row_fraction: 0.7 }), [
  pretends('rows drawn by another seed', {}, 11),
  pretends('all rows used', { row_fraction: 1 }),
]);
