import { type Features } from '../../../src/algorithms/contract.js';
import { normalQuantile } from '../../../src/algorithms/math/index.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

export const numbers = (rows: readonly (readonly number[])[]): Features => ({
  rows: rows.length,
  columns: (rows[0] ?? []).map((_, i) => ({
    kind: 'number',
    name: `x${i}`,
    values: Float64Array.from(rows, (row) => row[i]!),
  })),
});

/** Independent normal coordinates around a centre. */
export function cloud(seed: number, rows: number, centre: readonly number[], spread = 1): number[][] {
  const stream = new RandomStream(seed, 'test-cloud');
  return Array.from({ length: rows }, () =>
    centre.map((middle) => middle + spread * normalQuantile(0.5 * 2 ** -53 + stream.uniform())),
  );
}
