import { describe, expect, it } from 'vitest';
import { als } from '../../../../../src/algorithms/recommendation/als/estimator.js';
import { type Tensor } from '../../../../../src/contracts/safetensors.js';
import { als as checker } from '../../../../../src/verification/checker/families/alternating.js';
import { type Ratings } from '../../../../../src/verification/checker/families/ratings.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { lcg, solveDense } from '../../dense.js';

type Known = Ratings & { values: Float64Array };

const settings = {
  factors: 2,
  regularization: 0.7,
  regularization_scaling: 'sqrt',
  user_bias_regularization: 3,
  item_bias_regularization: 2,
  iterations: 15,
  tolerance: 1e-4,
};

function randomRatings(seed: number, userCount = 30, itemCount = 20, n = 260) {
  const next = lcg(seed);
  const indices = (count: number) => Int32Array.from({ length: n }, () => Math.floor(next() * count));
  const values = Float64Array.from({ length: n }, () => 1 + Math.floor(next() * 5));
  return { users: indices(userCount), items: indices(itemCount), values, userCount, itemCount };
}

const verdicts = (p: Map<string, Tensor>, ratings: Known, seed = 5, changed = {}) =>
  Object.fromEntries(
    checker.check(p, new Settings({ ...settings, ...changed }), ratings, seed).map(({ id, verdict }) => [id, verdict]),
  );

const trained = (ratings: Known, seed = 5, changed = {}) =>
  new Map(als.toTensors(als.fit({ ...ratings, ratings: ratings.values }, { ...settings, ...changed }, { seed })));

/** The items that are optimal for given users, by Gaussian elimination on the equations as the papers write them. */
function handMade(ratings: Known) {
  const next = lcg(99);
  const { userCount: m, itemCount: n } = ratings;
  const mean = ratings.values.reduce((a, b) => a + b, 0) / ratings.values.length;
  const userBias = Float64Array.from({ length: m }, () => next() - 0.5);
  const userFactors = Float64Array.from({ length: 2 * m }, () => next() - 0.5);
  const itemBias = new Float64Array(n);
  const itemFactors = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const rows = [...ratings.items.keys()].filter((r) => ratings.items[r] === i);
    const lambda = 0.7 * Math.sqrt(rows.length);
    const design = rows.map((r) => [1, userFactors[2 * ratings.users[r]!]!, userFactors[2 * ratings.users[r]! + 1]!]);
    const target = rows.map((r) => ratings.values[r]! - mean - userBias[ratings.users[r]!]!);
    const normal = [0, 1, 2].map((a) =>
      [0, 1, 2].map(
        (b) => design.reduce((sum, row) => sum + row[a]! * row[b]!, 0) + (a === b ? (a === 0 ? 2 : lambda) : 0),
      ),
    );
    const right = [0, 1, 2].map((a) => design.reduce((sum, row, j) => sum + row[a]! * target[j]!, 0));
    const z = solveDense(normal, right);
    itemBias[i] = z[0]!;
    itemFactors.set(z.slice(1), 2 * i);
  }
  const tensor = (shape: number[], data: Float64Array): Tensor => ({ shape, data });
  return new Map([
    ['mean', tensor([1], Float64Array.of(mean))],
    ['user_bias', tensor([m], userBias)],
    ['user_factors', tensor([m, 2], userFactors)],
    ['item_bias', tensor([n], itemBias)],
    ['item_factors', tensor([n, 2], itemFactors)],
    ['rating_range', tensor([2], Float64Array.of(1, 5))],
  ]);
}

/** A copy with one cell changed. */
function nudged(p: Map<string, Tensor>, name: string, at: number, by: number) {
  const data = (p.get(name)!.data as Float64Array).slice();
  data[at]! += by;
  return new Map([...p, [name, { shape: p.get(name)!.shape, data }]]);
}

describe('the ALS checker', () => {
  const ratings = randomRatings(1);

  it('accepts items solved by another method, and is not satisfied that such a model was trained', () => {
    expect(verdicts(handMade(ratings), ratings)).toEqual({
      rating_range: 'PASS',
      mean: 'PASS',
      items_stationary: 'PASS',
      replay: 'FAIL',
    });
  });

  it('rejects them with one bias or factor off by 1e-7, or with a row of the users moved after', () => {
    const p = handMade(ratings);
    for (const [name, at] of [
      ['item_bias', 3],
      ['item_factors', 7],
      ['user_bias', 2],
      ['user_factors', 11],
    ] as const)
      expect(verdicts(nudged(p, name, at, 1e-7), ratings).items_stationary).toBe('FAIL');
    expect(verdicts(nudged(p, 'mean', 0, 1e-7), ratings)).toMatchObject({ mean: 'FAIL', items_stationary: 'FAIL' });
  });

  it.each([1, 2, 3, 4, 5])('accepts what the trainer makes: data %d', (data) => {
    const given = randomRatings(data);
    expect(Object.values(verdicts(trained(given), given))).toEqual(['PASS', 'PASS', 'PASS', 'PASS']);
  });

  it.each([['none'], ['linear']])('and with %s scaling, no factors, no tolerance', (regularization_scaling) => {
    for (const changed of [{ regularization_scaling }, { regularization_scaling, factors: 0, tolerance: 0 }])
      expect(Object.values(verdicts(trained(ratings, 5, changed), ratings, 5, changed))).toEqual([
        'PASS',
        'PASS',
        'PASS',
        'PASS',
      ]);
  });

  it('tells a training that stopped early or drew from another seed: its items are optimal, its replay differs', () => {
    const expected = { rating_range: 'PASS', mean: 'PASS', items_stationary: 'PASS', replay: 'FAIL' };
    expect(verdicts(trained(ratings, 5, { iterations: 3 }), ratings)).toEqual(expected);
    expect(verdicts(trained(ratings, 6), ratings)).toEqual(expected);
  });

  it.each([
    ['regularization', 0.71],
    ['regularization_scaling', 'none'],
    ['item_bias_regularization', 2.01],
  ])('tells another %s than claimed', (name, value) => {
    expect(verdicts(trained(ratings, 5, { [name]: value }), ratings).items_stationary).toBe('FAIL');
  });

  it('tells the rating that was left out, and swapped users', () => {
    const left = { ...ratings, values: ratings.values.with(7, 9) };
    expect(verdicts(trained(left), ratings).items_stationary).toBe('FAIL');
    const swapped = { ...ratings, users: ratings.users.with(0, ratings.users[1]!).with(1, ratings.users[0]!) };
    expect(verdicts(trained(swapped), ratings).items_stationary).toBe('FAIL');
  });

  it('does not lose a NaN: a tensor that is not finite is refused', () => {
    expect(() => verdicts(nudged(trained(ratings), 'item_bias', 0, NaN), ratings)).toThrow('not finite');
  });
});
