import { ratingTable } from '../tables.js';
import { COMMON } from './common.js';
import { hunt } from './hunt.js';
import { cell, pretends, rounded, type Subject, swappedRows, tensor } from './mutant.js';

const subject = (algorithm: string, hyperparameters: Subject['hyperparameters'] = {}): Subject => ({
  modelType: 'recommendation',
  algorithm,
  table: ratingTable(21),
  roles: [
    { role: 'user_id', column: '__proto__' },
    { role: 'item_id', column: 'item' },
    { role: 'rating', column: 'stars' },
  ],
  hyperparameters,
});

hunt(subject('als', { factors: 3 }), [
  ...COMMON,
  pretends('stopped after three alternations', { iterations: 3 }),
  pretends('stopped by a looser tolerance', { tolerance: 1e-3 }),
  pretends('a ridge one per cent off', { regularization: 2.323 }),
  pretends('a ridge that does not grow with the ratings', { regularization_scaling: 'none' }),
  pretends('a user bias with another ridge', { user_bias_regularization: 11 }),
  pretends('started from another stream', {}, 8),
  tensor('the item biases dropped', 'item_bias', (data) => data.fill(0)),
  tensor('a stale user row: that of the evaluated model', 'user_factors', (data, _, { evaluation }) => {
    data.set(evaluation.parameters.get('user_factors')!.data.slice(0, 3));
    return data;
  }),
  rounded('item_factors'),
  swappedRows('user_factors', 3),
  cell('a mean that is off', 'mean', 0, (mean) => mean + 1e-6),
  cell('a wider range of ratings', 'rating_range', 1, (high) => high + 1),
  cell('a user met another item', 'seen.items', 5, (item) => (item + 1) % 20),
  tensor('two users change names', 'users.utf8', (data) => {
    const [first] = data;
    data[5] = data[5] === 0x31 ? 0x32 : 0x31;
    data[0] = first!;
    return data;
  }),
]);

hunt(subject('ials', { factors: 4 }), [
  pretends('stopped early', { iterations: 4 }),
  pretends('one alternation too few', { iterations: 14 }),
  pretends('another confidence', { confidence: 10.1 }),
  pretends('another ridge', { regularization: 10.1 }),
  pretends('another seed', {}, 9),
  rounded('item_factors'),
  swappedRows('item_factors', 4),
]);

hunt(subject('ease', { regularization: 50 }), [
  pretends('a ridge one per cent off', { regularization: 50.5 }),
  cell('an item recommends itself', 'weights', 0, () => 0.1),
  cell('one weight in a hundred wrong', 'weights', 7, (weight) => weight + 0.01),
  tensor('weights transposed', 'weights', (data) => {
    const n = Math.sqrt(data.length);
    return data.map((_, at) => data[(at % n) * n + Math.floor(at / n)]!);
  }),
  cell('a user met another item', 'met.items', 3, (item) => item + 1),
]);

hunt(subject('item_knn', { neighbours: 8 }), [
  pretends('another shrinkage', { shrinkage: 10.01 }),
  pretends('a neighbour too few', { neighbours: 7 }),
  cell('a neighbour exchanged', 'neighbours.items', 3, (item) => (item + 1) % 20),
  cell('a similarity off by rounding to single precision', 'neighbours.similarities', 3, Math.fround),
]);

hunt(subject('popularity'), [cell('a count that is off by one', 'count', 3, (count) => count + 1)]);
