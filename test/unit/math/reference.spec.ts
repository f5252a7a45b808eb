import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as math from '../../../src/algorithms/math/index.js';

type Unary = (x: number) => number;
/** Largest error allowed, in units in the last place of the correctly rounded value. */
const UNARY: readonly [name: string, f: Unary, ulps: number][] = [
  ['exp', math.exp, 1],
  ['expm1', math.expm1, 1],
  ['log', math.log, 1],
  ['log1p', math.log1p, 1],
  ['log2', math.log2, 1],
  ['tanh', math.tanh, 2],
  ['sigmoid', math.sigmoid, 2],
  ['softplus', math.softplus, 2],
  ['erf', math.erf, 2],
  ['erfc', math.erfc, 4],
  ['normalCdf', math.normalCdf, 8],
  ['normalQuantile', math.normalQuantile, 4],
];
/** Values of mpmath at 60 digits, written by reference.py. */
const reference = new Map(
  Object.entries(JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as object),
) as Map<string, number[][]>;

/** distance in representable doubles */
function ulpsBetween(a: number, b: number): number {
  const ordinal = (x: number) => {
    const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

describe('against mpmath', () => {
  it.each(UNARY)('%s', (name, f, ulps) => {
    const worst = Math.max(...reference.get(name)!.map(([x, exact]) => ulpsBetween(f(x!), exact!)));
    expect(worst).toBeLessThanOrEqual(ulps);
  });

  it('pow', () => {
    const worst = Math.max(...reference.get('pow')!.map(([x, y, exact]) => ulpsBetween(math.pow(x!, y!), exact!)));
    expect(worst).toBeLessThanOrEqual(1);
  });
});

describe('the same bits everywhere', () => {
  // Golden: the digest of every function over a grid. It changes only with the algorithm, never with the engine.
  it('grid', () => {
    const hash = createHash('sha256');
    const grid = Float64Array.from({ length: 4001 }, (_, i) => (i - 2000) / 64);
    for (const [, f] of UNARY) hash.update(grid.map(f));
    hash.update(grid.map((x) => math.pow(Math.abs(x), x / 7)));
    expect(hash.digest('hex')).toBe('2654ff1ef3646159405bf7d87c7dd867a5e7842c05bc18b49b9f634e4bdeec66');
  });
});
