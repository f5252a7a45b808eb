import { type Features } from '../../../src/algorithms/contract.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

/** Twelve rows, two numbers and a category of three levels, with a numeric, a two-class and a three-class target. */
export const small: Features = {
  rows: 12,
  columns: [
    { kind: 'number', name: 'x1', values: Float64Array.of(0.5, 1.5, -1, 2, 3, -2, 0, 1, 2.5, -0.5, 4, -1.5) },
    { kind: 'number', name: 'x2', values: Float64Array.of(1, 0, 2, -1, 1, 3, -2, 0.5, 1.5, -1, 0, 2) },
    {
      kind: 'category',
      name: 'c',
      codes: Int32Array.of(0, 1, 2, 0, 1, 2, 2, 1, 0, 0, 1, 2),
      levels: ['a', 'b', 'c'],
    },
  ],
};
export const numericTarget = Float64Array.of(1.2, 3.1, -0.5, 4.4, 6.9, -3.2, 0.1, 2.2, 4.0, -0.7, 8.8, -1.6);
export const twoClasses = Int32Array.of(0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0);
export const threeClasses = Int32Array.of(0, 1, 2, 0, 1, 2, 2, 2, 1, 0, 1, 2);

/** `rows` of `numbers` uniform columns in −1..1 and one category of five levels. */
export function randomFeatures(rows: number, numbers: number, seed: number): Features {
  const stream = new RandomStream(seed, 'test.features');
  return {
    rows,
    columns: [
      ...Array.from({ length: numbers }, (_, j) => ({
        kind: 'number' as const,
        name: `x${j}`,
        values: Float64Array.from({ length: rows }, () => 2 * stream.uniform() - 1),
      })),
      {
        kind: 'category' as const,
        name: 'c',
        codes: Int32Array.from({ length: rows }, () => stream.below(5)),
        levels: ['p', 'q', 'r', 's', 't'],
      },
    ],
  };
}
