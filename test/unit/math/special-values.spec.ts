import { describe, expect, it } from 'vitest';
import {
  exp,
  expm1,
  log,
  log1p,
  log2,
  logSumExp,
  mean,
  pow,
  sigmoid,
  softplus,
  sum,
} from '../../../src/algorithms/math/index.js';

describe('special values', () => {
  it('pow has ECMAScript semantics', () => {
    const values = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e300, -1e300, Infinity, -Infinity, NaN];
    for (const x of values) {
      for (const y of values) {
        const [ours, engine] = [pow(x, y), Math.pow(x, y)];
        // An engine's own power may be off by a few ulp; the special values have to agree exactly.
        const exact = engine === 0 || !Number.isFinite(engine);
        expect([x, y, exact ? ours : ours / engine]).toEqual([x, y, exact ? engine : expect.closeTo(1, 14)]);
      }
    }
  });

  it('pow of integers is exact while a double can hold it', () => {
    for (let base = 2; base <= 20; base++) {
      for (let power = 1n; BigInt(base) ** power < 2n ** 53n; power++) {
        expect(pow(base, Number(power))).toBe(Number(BigInt(base) ** power));
      }
    }
  });

  it('limits', () => {
    expect([exp(Infinity), exp(-Infinity), exp(710), exp(-746), exp(0)]).toEqual([Infinity, 0, Infinity, 0, 1]);
    expect([expm1(-Infinity), expm1(Infinity), expm1(-0)]).toEqual([-1, Infinity, -0]);
    expect([log(0), log(-1), log(Infinity), log(1)]).toEqual([-Infinity, NaN, Infinity, 0]);
    expect([log1p(-1), log1p(-2), log1p(Infinity)]).toEqual([-Infinity, NaN, Infinity]);
    expect([exp(NaN), log(NaN), log1p(NaN), expm1(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
    expect([sigmoid(-800), sigmoid(0), sigmoid(800)]).toEqual([0, 0.5, 1]);
    expect([softplus(-800), softplus(800)]).toEqual([0, 800]);
    for (let k = -1074; k < 1024; k++) expect(log2(Math.pow(2, k))).toBe(k);
  });

  it('logSumExp does not overflow', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([])).toBe(-Infinity);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
  });

  it('sum keeps what plain addition loses', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(mean(new Array(10).fill(0.1))).toBe(0.1);
  });
});
