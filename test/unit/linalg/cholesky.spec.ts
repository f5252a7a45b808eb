import { describe, expect, it } from 'vitest';
import { factorizeCholesky, solveCholesky } from '../../../src/algorithms/linalg/cholesky.js';

describe('Cholesky', () => {
  // The worked example of https://en.wikipedia.org/wiki/Cholesky_decomposition#Example.
  const a = Float64Array.of(4, 0, 0, 12, 37, 0, -16, -43, 98);

  it('factorizes the textbook example', () => {
    const l = a.slice();
    expect(factorizeCholesky(l, 3)).toBe(true);
    expect([l[0], l[3], l[4], l[6], l[7], l[8]]).toEqual([2, 6, 1, -8, 5, 3]);
  });

  it('solves with it', () => {
    const l = a.slice();
    factorizeCholesky(l, 3);
    const b = Float64Array.of(4 * 1 + 12 * -2 - 16 * 3, 12 * 1 + 37 * -2 - 43 * 3, -16 * 1 - 43 * -2 + 98 * 3);
    solveCholesky(l, 3, b);
    [1, -2, 3].forEach((x, i) => expect(b[i]).toBeCloseTo(x, 10));
  });

  it('tells a matrix that is not positive definite', () => {
    expect(factorizeCholesky(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(factorizeCholesky(Float64Array.of(NaN), 1)).toBe(false);
  });
});
