import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../src/algorithms/clustering/symmetric-eigen.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

function random(n: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, 'matrix');
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = stream.uniform() - 0.5;
  return a;
}

describe('symmetric eigen decomposition', () => {
  it.each([1, 2, 5, 30])('n = %i: residual and orthogonality to rounding, values descending', (n) => {
    const a = random(n, n);
    const { values, vectors } = symmetricEigen(a, n);
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const row = (matrix: Float64Array, i: number) => matrix.subarray(i * n, (i + 1) * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(Math.abs(dot(row(vectors, i), row(vectors, j)) - (i === j ? 1 : 0))).toBeLessThan(1e-14 * (n + 5));
        expect(Math.abs(dot(row(a, j), row(vectors, i)) - values[i]! * vectors[i * n + j]!)).toBeLessThan(
          1e-14 * (n + 5),
        );
      }
      if (i > 0) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
    }
  });

  it('takes multiple and zero eigenvalues', () => {
    expect([...symmetricEigen(Float64Array.of(2, 0, 0, 2), 2).values]).toEqual([2, 2]);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    const { values, vectors } = symmetricEigen(new Float64Array(4).fill(1), 2);
    expect(values[0]).toBeCloseTo(2, 15);
    expect(vectors[0]).toBeCloseTo(Math.SQRT1_2, 15);
    expect(vectors[1]).toBeCloseTo(Math.SQRT1_2, 15);
  });
});
