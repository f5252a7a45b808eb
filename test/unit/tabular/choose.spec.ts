import { describe, expect, it } from 'vitest';
import { chooseContender, summarize } from '../../../src/algorithms/tabular/auto/choose.js';

describe('chooseContender', () => {
  it('takes the best where the others are clearly worse', () => {
    const simple = { rank: 0, scores: [0.7, 0.71, 0.69, 0.7] };
    const complex = { rank: 4, scores: [0.8, 0.82, 0.78, 0.8] };
    expect(chooseContender([simple, complex], true)).toBe(1);
    expect(chooseContender([simple, complex], false)).toBe(0);
  });

  it('takes the simpler within one standard error of the paired difference', () => {
    // Differences 0.01, −0.01, 0.02, −0.01: mean 0.0025, standard error 0.0075.
    const simple = { rank: 0, scores: [0.7, 0.8, 0.6, 0.9] };
    const complex = { rank: 4, scores: [0.71, 0.79, 0.62, 0.89] };
    expect(chooseContender([complex, simple], true)).toBe(1);
  });

  it('pairs the parts: a small but steady lead is no tie, however much the parts differ', () => {
    const simple = { rank: 0, scores: [0.7, 0.8, 0.6, 0.9] };
    const complex = { rank: 4, scores: [0.71, 0.811, 0.61, 0.909] };
    expect(chooseContender([simple, complex], true)).toBe(1);
  });

  it('takes the best of equally simple ones, the first of equals, and nobody without a score', () => {
    const a = { rank: 0, scores: [0.5, 0.5] };
    const b = { rank: 0, scores: [0.6, 0.6] };
    expect(chooseContender([a, b, { ...b }, { rank: 0, scores: [] }], true)).toBe(1);
    expect(() => chooseContender([{ rank: 0, scores: [null] }], true)).toThrow(RangeError);
  });
});

describe('summarize', () => {
  it('gives mean and sd/√n of the known scores', () => {
    expect(summarize([1, null, 3])).toEqual({ mean: 2, standardError: 1 });
    expect(summarize([5])).toEqual({ mean: 5, standardError: null });
    expect(summarize([null])).toBeNull();
  });
});
