import { describe, expect, it } from 'vitest';
import { exp, log, log1p, sigmoid } from '../../../../src/verification/checker/elementary.js';
import { Replay } from '../../../../src/verification/checker/random.js';
import { RandomStream } from '../../../../src/algorithms/random/stream.js';

/** the distance in units in the last place of `b` */
const ulps = (a: number, b: number) => {
  const bits = (x: number) => new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return Number(bits(a) - bits(b));
};
const grid = (from: number, to: number, n: number) => Array.from({ length: n }, (_, i) => from + ((to - from) * i) / n);

describe('exp and log of the checker', () => {
  // Math.exp and Math.log are within 1 ulp of the truth on V8; the checker's own are to be within 2.
  it('exp is within 2 ulp', () => {
    for (const x of grid(-745, 709.7, 20011)) expect(Math.abs(ulps(exp(x), Math.exp(x)))).toBeLessThanOrEqual(3);
  });
  it('log is within 2 ulp', () => {
    for (const x of grid(1e-9, 5, 20011)) expect(Math.abs(ulps(log(x), Math.log(x)))).toBeLessThanOrEqual(3);
    for (const e of grid(-1074, 1023, 2097))
      expect(Math.abs(ulps(log(2 ** e), Math.log(2 ** e)))).toBeLessThanOrEqual(3);
  });
  it('log1p and sigmoid keep their digits near zero and far out', () => {
    for (const x of [1e-300, 1e-17, -1e-12, 3e-8, 0.5, -0.999, 1e9])
      expect(log1p(x) / Math.log1p(x)).toBeCloseTo(1, 14);
    expect([sigmoid(0), sigmoid(800), sigmoid(-800)]).toEqual([0.5, 1, 0]);
    // 40-digit value of 1/(1+e^30) from Python's decimal
    expect(sigmoid(-30) / 9.357622968839299e-14).toBeCloseTo(1, 14);
  });
  it('handles the ends', () => {
    expect([exp(-Infinity), exp(Infinity), exp(NaN), log(0), log(-1), log(Infinity), exp(0), log(1)]).toEqual([
      0,
      Infinity,
      NaN,
      -Infinity,
      NaN,
      Infinity,
      1,
      0,
    ]);
  });
});

describe('the generator of the checker', () => {
  it.each([0, 1, 12345, 2 ** 53 - 1])('draws what the trainer draws, written apart: seed %d', (seed) => {
    const [ours, theirs] = [new Replay(seed, 'split'), new RandomStream(seed, 'split')];
    for (let i = 0; i < 500; i++) {
      expect(ours.next()).toBe(theirs.uint32());
      expect(ours.uniform()).toBe(theirs.uniform());
      expect(ours.below(3 * 2 ** 30 + i)).toBe(theirs.below(3 * 2 ** 30 + i));
    }
    const cells = () => Array.from({ length: 50 }, (_, i) => i);
    expect(ours.shuffle(cells())).toEqual(theirs.shuffle(cells()));
  });
});
