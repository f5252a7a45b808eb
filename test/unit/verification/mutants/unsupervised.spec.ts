import { seriesTable, tabularTable } from '../tables.js';
import { COMMON } from './common.js';
import { hunt } from './hunt.js';
import { cell, pretends, rounded, type Subject, tensor } from './mutant.js';

const subject = (
  modelType: Subject['modelType'],
  algorithm: string,
  hyperparameters: Subject['hyperparameters'] = {},
): Subject => ({
  modelType,
  algorithm,
  table: modelType === 'forecasting' ? seriesTable(41) : tabularTable(41),
  roles:
    modelType === 'forecasting'
      ? [
          { role: 'time', column: 'when' },
          { role: 'value', column: 'sold' },
          { role: 'series_id', column: 'shop' },
        ]
      : [],
  hyperparameters,
});

hunt(subject('anomaly', 'isolation_forest', { trees: 20 }), [
  pretends('a tree too few', { trees: 19 }),
  pretends('smaller samples', { sample_size: 64 }),
  pretends('another seed', {}, 8),
  cell('a cut that moved', 'node.threshold', 0, (x) => x + 1e-9),
]);
hunt(subject('anomaly', 'lof'), [
  pretends('a neighbour too few', { neighbors: 19 }),
  rounded('density'),
  cell('another threshold', 'threshold', 0, (t) => t * 1.001),
]);
hunt(subject('anomaly', 'hbos'), [
  pretends('a bin too few', { bins: 9 }),
  pretends('another share is flagged', { contamination: 0.06 }),
]);
hunt(subject('anomaly', 'ecod'), [rounded('sorted')]);
hunt(subject('anomaly', 'knn_distance', { reference_rows: 60 }), [
  pretends('a neighbour too few', { neighbors: 19 }),
  pretends('reference rows of another draw', {}, 8),
  cell('a reference row that moved', 'reference', 2, (x) => x + 1e-9),
]);

hunt(subject('clustering', 'k_means', { clusters: 4 }), [
  ...COMMON.filter(({ fault }) => !fault.includes('standard error')),
  pretends('another number of clusters', { clusters: 5 }),
  pretends('numbers not brought to one scale', { scaling: 'none' }),
  rounded('centres'),
  cell('a centroid update that stopped short', 'centres', 1, (x) => x + 1e-6),
  cell('an inertia that is off', 'inertia', 0, (x) => x * 0.999),
  tensor('the plane skips a component', 'view.axes', (data) => {
    const width = data.length / 2;
    data.copyWithin(0, width);
    return data;
  }),
  {
    ...pretends('a single restart, which ends in the same clusters', { restarts: 1 }),
    equivalent: 'the claim is local: the fixed point is what is certified, not that ten runs were made',
  },
]);
hunt(subject('clustering', 'gaussian_mixture', { components: 3, covariance: 'diagonal' }), [
  pretends('full covariances', { covariance: 'full' }),
  tensor('stopped early: means that are still moving', 'means', (data) => data.map((m) => m * 1.05)),
  cell('weights that are no shares', 'weights', 0, (w) => w + 0.01),
]);
hunt(subject('clustering', 'dbscan', { radius: 1.5, min_points: 5 }), [
  pretends('a radius that is off', { radius: 1.49 }),
  pretends('denser cores', { min_points: 6 }),
]);

hunt(subject('forecasting', 'theta'), [
  ...COMMON.filter(({ fault }) => !fault.includes('fill')),
  pretends('another theta', { theta: 1.9 }),
  pretends('another season', { period: 4 }),
  cell('the drift dropped', 'component.drift', 1, () => 0),
  rounded('component.end'),
]);
hunt(subject('forecasting', 'holt_winters'), [
  pretends('an additive season', { season: 'additive' }),
  cell('a level one step stale', 'component.end', 0, (level) => level * 1.01),
  cell('a smoothing that was not optimized, replayed as such', 'component.smoothing', 0, (alpha) => alpha + 0.05),
]);
hunt(subject('forecasting', 'seasonal_naive'), [
  pretends('another season', { period: 6 }),
  cell('a last value from a year before', 'component.end', 3, (x) => x * 0.99),
]);
hunt(subject('forecasting', 'ses'), [
  cell('a level that forgot the last value', 'component.end', 0, (x) => x * 1.001),
  cell('one-step errors over n', 'component.variance', 0, (x) => x * 0.97),
]);
hunt(subject('forecasting', 'holt'), [cell('a slope dropped', 'component.end', 1, () => 0)]);
hunt(subject('forecasting', 'damped_trend'), [
  cell('a slope that is not damped', 'component.smoothing', 3, () => 1),
  cell('a start that moved', 'component.start', 0, (x) => x * 1.01),
]);
hunt(subject('forecasting', 'ets', { error: 'multiplicative' }), [
  pretends('an additive error where a multiplicative one was asked for', { error: 'additive', season: 'additive' }),
  cell('a seasonal state that moved', 'component.end', 4, (x) => x * 1.01),
]);
hunt(subject('forecasting', 'ces', { season: 'full' }), [
  pretends('a season without potentials', { season: 'partial' }),
  cell('a potential dropped on the way', 'component.potentials', 12, () => 0),
  cell('a start that was not backcast', 'component.start', 0, (level) => level * 1.001),
  cell('stopped early: a complex parameter that was still moving', 'component.smoothing', 1, (a1) => a1 + 0.02),
  cell('one-step errors over n', 'component.variance', 0, (x) => x * 0.97),
  cell('a form that was not fitted', 'component.form', 2, () => 2),
]);
hunt(subject('forecasting', 'combination'), [
  cell('a damping too strong in the third', 'component.smoothing', 4 * 2 + 3, () => 0.8),
  cell('the potential of the complex one dropped', 'component.end', 14 * 3 + 1, () => 0),
  tensor('the last of the four exchanged for the first', 'component.end', (data) => {
    data.copyWithin(data.length - 14, 0, 14);
    return data;
  }),
]);
