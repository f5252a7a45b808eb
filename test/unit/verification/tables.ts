import { type Table } from '../../../src/contracts/table.js';
import { lcg } from './dense.js';

/** Users as texts, items as numbers, a rating missing now and then, optionally a time. */
export function ratingTable(seed: number, rows = 600, withTime = false): Table {
  const next = lcg(seed);
  const pick = (n: number) => Math.floor(next() * n);
  const users = Int32Array.from({ length: rows }, () => pick(40));
  const items = Float64Array.from({ length: rows }, () => 100 + pick(25));
  const values = Float64Array.from(users, (user, row) => {
    if (pick(30) === 0) return NaN;
    return Math.min(5, Math.max(1, Math.round(3 + (user % 3) - (items[row]! % 4) + 2 * next())));
  });
  const columns: Table['columns'][number][] = [
    { name: '__proto__', kind: 'category', codes: users, levels: Array.from({ length: 40 }, (_, u) => `user ${u}`) },
    { name: 'item', kind: 'number', values: items },
    { name: 'stars', kind: 'number', values },
  ];
  if (withTime) {
    const times = Float64Array.from(users, () => (pick(20) === 0 ? NaN : pick(50)));
    columns.push({ name: 'when', kind: 'datetime', values: times });
  }
  return { columns, sourceRows: Uint32Array.from(users, (_, row) => row + 1) };
}

/** Numbers and categories with holes, a free text, three targets (some cells missing), optionally a time of each row. */
export function tabularTable(seed: number, { rows = 220, withTime = false } = {}): Table {
  const next = lcg(seed);
  const bell = () => next() + next() + next() - 1.5;
  const hole = (value: number, share: number) => (next() < share ? NaN : value);
  const numbers = [1, 100, 0.01].map((scale) => Float64Array.from({ length: rows }, () => scale * (3 + bell())));
  const color = Int32Array.from({ length: rows }, () => Math.floor(next() * 4) - (next() < 0.05 ? 9 : 0)).map((c) =>
    Math.max(-1, c),
  );
  const score = Float64Array.from(
    { length: rows },
    (_, i) => 2 * numbers[0]![i]! - numbers[1]![i]! / 50 + color[i]! + 0.5 * bell(),
  );
  const cuts = score.toSorted();
  const cut = (share: number) => cuts[Math.floor(share * rows)]!;
  const columns: Table['columns'][number][] = [
    { name: 'amount', kind: 'number', values: score.map((y) => hole(10 * y, 0.03)) },
    {
      name: 'kind',
      kind: 'category',
      levels: ['z', 'a', 'm'],
      codes: Int32Array.from(score, (y) => (y < cut(0.4) ? 0 : y < cut(0.7) ? 1 : 2)),
    },
    { name: 'flag', kind: 'boolean', values: score.map((y) => (y + bell() > cut(0.6) ? 1 : 0)) },
    ...numbers.map((values, j) => ({
      name: `n${j}`,
      kind: 'number' as const,
      values: values.map((x) => hole(x, 0.1)),
    })),
    { name: 'color', kind: 'category', levels: ['red', 'green', 'blue', 'black'], codes: color },
    { name: 'note', kind: 'text', levels: ['x', 'y'], codes: Int32Array.from(score, (_, i) => i % 2) },
  ];
  if (withTime) columns.push({ name: 'when', kind: 'datetime', values: score.map(() => Math.floor(next() * 90)) });
  return { columns, sourceRows: Uint32Array.from(score, (_, row) => row + 1) };
}

/** Three shops with a trend and a season, in rows of no order, a few values missing; the third starts later. */
export function seriesTable(seed: number, spacing: 'months' | 'days' | 'numbers' = 'months'): Table {
  const next = lcg(seed);
  const period = spacing === 'months' ? 12 : 7;
  const time = (i: number) =>
    spacing === 'months' ? Date.UTC(2015, i, 1) : spacing === 'days' ? Date.UTC(2020, 0, 1 + i) : 10 + 5 * i;
  const rows = [0, 1, 2].flatMap((shop) =>
    Array.from({ length: 70 - 10 * shop }, (_, i) => {
      const season = 1 + 0.2 * Math.sin((2 * Math.PI * (i + shop)) / period);
      return {
        shop,
        when: time(i + 5 * shop),
        sold: next() < 0.03 && i > 3 ? NaN : (50 + 30 * shop + 0.4 * i) * season * (0.95 + 0.1 * next()),
      };
    }),
  );
  rows.sort((a, b) => a.sold - b.sold || a.when - b.when);
  return {
    columns: [
      {
        name: 'when',
        kind: spacing === 'numbers' ? 'number' : 'datetime',
        values: Float64Array.from(rows, ({ when }) => when),
      },
      { name: 'sold', kind: 'number', values: Float64Array.from(rows, ({ sold }) => sold) },
      {
        name: 'shop',
        kind: 'category',
        levels: ['north', 'south', 'east'],
        codes: Int32Array.from(rows, ({ shop }) => shop),
      },
    ],
    sourceRows: Uint32Array.from(rows, (_, row) => row + 1),
  };
}
