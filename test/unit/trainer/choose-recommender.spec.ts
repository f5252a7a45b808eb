import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { type Interactions } from '../../../src/trainer/families/recommendation/data.js';
import { chooseRecommender } from '../../../src/trainer/families/recommendation/choose.js';
import { sampleUsers } from '../../../src/trainer/families/recommendation/sample-users.js';
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

describe('a sample of users', () => {
  const users = [0, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 0];
  const whole = interactions(
    users.map((user, row) => [user, row % 4, row] as const),
    6,
    4,
  );
  const withTimes = { ...whole, times: Float64Array.from(users, (_, row) => 100 - row) };

  it('is everything where everything fits', () => {
    expect(sampleUsers(withTimes, 1, users.length).data).toBe(withTimes.data);
  });

  it('holds all rows of each user that it keeps, in their order, and as many users as fit', () => {
    const { data, times } = sampleUsers(withTimes, 1, 8);
    // Ratings are row numbers: they tell which rows were kept.
    const rows = Array.from(data.ratings!);
    const kept = [...new Set(rows.map((row) => users[row]!))].sort();
    expect(rows).toEqual([...users.keys()].filter((row) => kept.includes(users[row]!)));
    expect([...data.users]).toEqual(rows.map((row) => kept.indexOf(users[row]!)));
    expect([...data.items]).toEqual(rows.map((row) => row % 4));
    expect([...times!]).toEqual(rows.map((row) => 100 - row));
    expect(data).toMatchObject({ userCount: kept.length, itemCount: 4 });
    expect(rows.length).toBeLessThanOrEqual(8);
    const left = [0, 1, 2, 3, 4, 5].filter((user) => !kept.includes(user));
    for (const user of left) expect(rows.length + users.filter((of) => of === user).length).toBeGreaterThan(8);
  });

  it('is another one for another seed, and the same for the same', () => {
    const kept = (seed: number) => Array.from(sampleUsers(withTimes, seed, 8).data.ratings!).join();
    expect(kept(1)).toBe(kept(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map(kept)).size).toBeGreaterThan(1);
  });
});

describe('auto', () => {
  it.each([
    ['ratings', null],
    ['lists', 'ndcg@10'],
  ])('says that memory is what lacks where no candidate of %s fits', (_name, metric) => {
    const little = { ...context, memoryBytes: 10_000 };
    expect(() =>
      chooseRecommender(
        rated(() => 3),
        { ...auto, metric },
        little,
      ),
    ).toThrow(
      expect.objectContaining({ code: 'memory_limit', hint: expect.stringContaining('TRAINING_MEMORY_MB') as string }),
    );
  });

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
