import { describe, expect, it } from 'vitest';
import { ItemScores } from '../../../src/algorithms/kernels/item-scores.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { factorScorer } from '../../../src/algorithms/recommendation/factor-scorer.js';
import { interactionsOf } from '../../../src/algorithms/recommendation/interactions.js';
import { Recommender } from '../../../src/algorithms/recommendation/recommender.js';

const stream = new RandomStream(23, 'test');
const draw = () => 2 * stream.uniform() - 1;

it.each([
  [1, 1],
  [16, 3],
  [37, 8],
  [500, 65],
])('%i items of %i factors: the bits of the sum factor by factor in f32', (items, k) => {
  const rows = Float64Array.from({ length: items * k }, draw);
  const x = Float64Array.from({ length: k }, draw);
  const { fround } = Math;
  const expected = Array.from({ length: items }, (_, item) => {
    let sum = 0;
    for (let f = 0; f < k; f++) sum = fround(fround(fround(x[f]!) * fround(rows[item * k + f]!)) + sum);
    return sum;
  });
  const scores = new ItemScores(rows, k);
  expect([...scores.scores(x)]).toEqual(expected);
  const errors = expected.map((near, item) => {
    const exact = x.reduce((sum, value, f) => sum + value * rows[item * k + f]!, 0);
    return Math.abs(near - exact);
  });
  expect(2 * Math.max(...errors)).toBeLessThanOrEqual(scores.slack(x));
});

describe('lists by way of near scores', () => {
  // Groups of items whose order f32 gets wrong, in no helpful order.
  const [users, items, k] = [6, 400, 12];
  const itemFactors = new Float64Array(items * k);
  for (let item = 0; item < items; item++) {
    const like = stream.below(Math.max(1, item >> 2));
    for (let f = 0; f < k; f++)
      itemFactors[item * k + f] = item < 8 ? draw() : itemFactors[like * k + f]! + 5e-8 * draw();
  }
  const model = { factors: k, userFactors: Float64Array.from({ length: users * k }, draw), itemFactors };
  const offsets = {
    users: Float64Array.from({ length: users }, draw),
    items: Float64Array.from({ length: items }, () => 5e-8 * draw()),
  };
  const scorer = factorScorer(model, offsets);
  const rows = Array.from({ length: 300 }, () => [stream.below(users), stream.below(items)] as const);
  const data = {
    users: Int32Array.from(rows, ([user]) => user),
    items: Int32Array.from(rows, ([, item]) => item),
    ratings: null,
    userCount: users,
    itemCount: items,
  };
  const recommender = new Recommender(scorer, interactionsOf(data));
  const { shortlist: _, ...plain } = scorer;
  const slow = new Recommender(plain, interactionsOf(data));

  it.each([1, 10, 50, 1000])('the %i best are those of exact scores', (n) => {
    for (let user = 0; user < users; user++) {
      expect(recommender.recommend(user, n)).toEqual(slow.recommend(user, n));
      const options = { excludeSeen: false, filter: (item: number) => item % 3 !== 0 };
      expect(recommender.recommend(user, n, options)).toEqual(slow.recommend(user, n, options));
    }
  });
});
