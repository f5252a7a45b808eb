import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { type Interactions } from '../../../src/trainer/families/recommendation/data.js';
import { chooseRecommender } from '../../../src/trainer/families/recommendation/choose.js';
import { holdOutByUser } from '../../../src/trainer/families/recommendation/hold-out.js';

const stream = new RandomStream(21, 'test');
const ids = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
const context = { seed: 1, memoryBytes: 1 << 30 };
const auto = { algorithm: 'auto', hyperparameters: {}, metric: null };

function interactions(
  rows: readonly (readonly [number, number, number])[],
  users: number,
  items: number,
): Interactions {
  return {
    data: {
      users: Int32Array.from(rows, ([user]) => user),
      items: Int32Array.from(rows, ([, item]) => item),
      ratings: Float64Array.from(rows, ([, , rating]) => rating),
      userCount: users,
      itemCount: items,
    },
    users: ids(users),
    items: ids(items),
    times: null,
  };
}

/** every pair of 40 users and 30 items with probability 1/2, rated by `rate` */
const rated = (rate: (user: number, item: number) => number) =>
  interactions(
    ids(40 * 30)
      .map((_, pair) => [Math.floor(pair / 30), pair % 30] as const)
      .filter(() => stream.below(2) === 0)
      .map(([user, item]) => [user, item, rate(user, item)] as const),
    40,
    30,
  );

describe('auto', () => {
  it('takes the biases alone where there is nothing else to learn', () => {
    const noise = () => stream.uniform() + stream.uniform() - 1;
    const { algorithm, hyperparameters, leaderboard } = chooseRecommender(
      rated((user, item) => 3 + (user % 3) - (item % 2) + noise()),
      auto,
      context,
    );
    expect(algorithm).toBe('als');
    expect(hyperparameters).toMatchObject({ factors: 0 });
    expect(leaderboard.filter(({ chosen }) => chosen)).toHaveLength(1);
  });

  it('takes factors where taste is planted', () => {
    const { hyperparameters } = chooseRecommender(
      rated((user, item) => ((user + item) % 2 === 0 ? 5 : 1)),
      auto,
      context,
    );
    expect(hyperparameters['factors']).toBeGreaterThan(0);
  });

  it('ranks for lists, and beats popularity where users keep to their own half of the items', () => {
    const met = rated((user, item) => (user + item) % 2);
    const own = interactions(
      [...met.data.users.keys()]
        .filter((row) => met.data.ratings![row] === 0)
        .map((row) => [met.data.users[row]!, met.data.items[row]!, 1] as const),
      40,
      30,
    );
    const { algorithm, leaderboard } = chooseRecommender(
      { ...own, data: { ...own.data, ratings: null } },
      auto,
      context,
    );
    expect(new Set(leaderboard.map((entry) => entry.algorithm))).toEqual(
      new Set(['popularity', 'item_knn', 'ease', 'ials']),
    );
    const scoreOf = (name: string) =>
      Math.max(...leaderboard.filter((entry) => entry.algorithm === name).map(({ score }) => score ?? 0));
    expect(algorithm).not.toBe('popularity');
    expect(scoreOf(algorithm)).toBeGreaterThan(1.3 * scoreOf('popularity'));
  });

  it('says that it could not compare where nobody has rows to spare', () => {
    const few = interactions(
      [0, 1, 2, 3].map((user) => [user, user, 3] as const),
      4,
      4,
    );
    const { leaderboard, notes } = chooseRecommender(few, auto, context);
    expect(leaderboard).toEqual([]);
    expect(notes[0]).toContain('Too few rows');
  });

  it('refuses what the data cannot serve', () => {
    const met = rated(() => 1);
    const unrated = { ...met, data: { ...met.data, ratings: null } };
    const choose = (request: object) => () => chooseRecommender(unrated, { ...auto, ...request }, context);
    expect(choose({ metric: 'beauty' })).toThrow('rmse, mae, ndcg@10');
    expect(choose({ metric: 'rmse' })).toThrow('no column has the role rating');
    expect(choose({ algorithm: 'als' })).toThrow('no column has the role rating');
  });
});

it('holds out the last rows in time, a missing time first, ties by row', () => {
  const users = Int32Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
  const times = Float64Array.of(5, 9, NaN, 9, 1, 9, 2, 3, 4, 0, 9);
  expect([...holdOutByUser(users, 2, times, new RandomStream(1, 'x'))]).toEqual([5, 10]);
});
