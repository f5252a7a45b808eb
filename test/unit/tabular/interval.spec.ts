import { describe, expect, it } from 'vitest';
import { conformalIntervals } from '../../../src/algorithms/tabular/interval.js';

describe('conformalIntervals', () => {
  it('takes the ⌈(n + 1)·level⌉-th smallest absolute residual', () => {
    const residuals = Float64Array.from({ length: 19 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (19 - i));
    // n + 1 = 20: ranks 10, 16, 18, 19.
    expect([...conformalIntervals(residuals)!.radii]).toEqual([10, 16, 18, 19]);
  });

  it('takes the largest where there are too few for a level, and has none without residuals', () => {
    expect([...conformalIntervals(Float64Array.of(-2, 1))!.radii]).toEqual([2, 2, 2, 2]);
    expect(conformalIntervals(new Float64Array(0))).toBeNull();
  });
});
