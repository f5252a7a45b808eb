import { describe, expect, it } from 'vitest';
import { DataError } from '../../../src/algorithms/contract.js';
import { classificationTask, regressionTask, search } from '../../../src/algorithms/tabular/index.js';
import { randomFeatures } from '../linear/data.js';

const features = randomFeatures(250, 3, 21);
const x = features.columns[0]!.kind === 'number' ? features.columns[0]!.values : new Float64Array(0);
const data = { features, target: Float64Array.from(x, (value, i) => 5 * value + ((i * 37) % 11) / 5) };
const candidate = (algorithm: string, rank: number, parameters = {}, work = 1) => ({
  algorithm,
  parameters,
  rank,
  work: () => work,
});

describe('search', () => {
  it('leaves out what costs too much and what cannot be fitted, and says so', () => {
    const { leaderboard, algorithm } = search(
      regressionTask,
      data,
      [
        candidate('random_forest', 3, { trees: 5 }, 1e13),
        candidate('ridge', 0, { l2: -1 }),
        candidate('elastic_net', 0),
      ],
      'rmse',
      { seed: 2 },
    );
    expect(algorithm).toBe('elastic_net');
    expect(leaderboard.map(({ score }) => score === null)).toEqual([true, true, false]);
    expect(leaderboard[0]!.note).toContain('too much work');
    expect(leaderboard[1]!.note).toContain('l2');
    expect(leaderboard[2]!.note).toBe('5-fold, 3 times');
  });

  it('leaves out what does not fit into memory', () => {
    const candidates = [candidate('random_forest', 0, { trees: 10_000, min_leaf: 1 }), candidate('ridge', 1)];
    const { leaderboard } = search(regressionTask, data, candidates, 'rmse', { seed: 2 }, 1 << 20);
    expect(leaderboard.map(({ note }) => note.includes('memory'))).toEqual([true, false]);
  });

  it('says that memory is what lacks where nothing fits into it', () => {
    const candidates = [candidate('random_forest', 0), candidate('ridge', 1), candidate('elastic_net', 2, {}, 1e13)];
    expect(() => search(regressionTask, data, candidates, 'rmse', { seed: 2 }, 100)).toThrow(
      expect.objectContaining({ code: 'memory_limit', hint: expect.stringContaining('TRAINING_MEMORY_MB') as string }),
    );
  });

  it('prefers the linear model where the truth is linear, and fills in every parameter', () => {
    const found = search(
      regressionTask,
      data,
      [candidate('gradient_boosting', 4, { trees: 100, max_leaves: 4 }), candidate('least_squares', 0)],
      'rmse',
      { seed: 2 },
    );
    expect(found.algorithm).toBe('least_squares');
    expect(found.parameters).toEqual({ intercept: true, rank_tolerance: 1e-12 });
    // The noise is uniform on 0..2 in steps of 1/5: its deviation is √((11² − 1)/12)/5.
    expect(found.leaderboard[1]!.score).toBeCloseTo(Math.sqrt(10) / 5, 1);
    expect(found.leaderboard[0]!.parameters['trees']).toBeLessThanOrEqual(100);
  });

  it('takes the first that can be fitted where the metric is undefined in every part', () => {
    // The only row of the second class is never left out, so that no part has an AUC.
    const labels = Int32Array.from({ length: 250 }, (_, i) => (i === 9 ? 1 : 0));
    const lopsided = { features, labels, classes: ['a', 'b'] };
    const { algorithm, leaderboard } = search(
      classificationTask,
      lopsided,
      [
        candidate('logistic_regression', 0, { l1: -1 }),
        candidate('naive_bayes', 1),
        candidate('logistic_regression', 0),
      ],
      'roc_auc',
      { seed: 1 },
    );
    expect(algorithm).toBe('naive_bayes');
    expect(leaderboard.map(({ chosen, score }) => [chosen, score])).toEqual([
      [false, null],
      [true, null],
      [false, null],
    ]);
  });

  it('refuses an unknown metric with the ones that exist, and data that nothing can be validated on', () => {
    expect(() => search(regressionTask, data, [candidate('ridge', 0)], 'auc', { seed: 1 })).toThrow(/rmse, mae/);
    const labels = Int32Array.from({ length: 250 }, () => 0);
    const single = { features, labels, classes: ['a', 'b'] };
    expect(() => search(classificationTask, single, [candidate('naive_bayes', 0)], 'roc_auc', { seed: 1 })).toThrow(
      DataError,
    );
  });
});
