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
