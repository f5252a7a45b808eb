import { describe, expect, it } from 'vitest';
import { binEdges, BinFinder, MOST_BINS } from '../../../src/algorithms/trees/binning/edges.js';
import { applyBins, learnBins } from '../../../src/algorithms/trees/binning/mapper.js';

const binOf = (edges: Float64Array, x: number) => new BinFinder(edges).binOf(x);

describe('binEdges', () => {
  it('puts each of few values into its own bin, with edges in the middle', () => {
    const edges = binEdges(Float64Array.of(3, 1, 1, 2, 3));
    expect([...edges]).toEqual([1.5, 2.5]);
    expect([1, 1.5, 1.6, 3, 9].map((x) => binOf(edges, x))).toEqual([0, 0, 1, 2, 2]);
  });

  it('has no edge for a constant', () => {
    expect(binEdges(Float64Array.of(4, 4, 4))).toHaveLength(0);
  });

  it('separates neighbouring doubles', () => {
    const [a, b] = [1, 1 + Number.EPSILON];
    const edges = binEdges(Float64Array.of(a, b));
    expect([binOf(edges, a), binOf(edges, b)]).toEqual([0, 1]);
  });

  it('does not overflow at the ends of the range', () => {
    expect([...binEdges(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE))]).toEqual([0]);
  });

  it('makes bins of about equal counts from many values', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => Math.sqrt(i));
    const edges = binEdges(values);
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const value of values) counts[binOf(edges, value)]!++;
    expect(edges.length + 1).toBe(MOST_BINS);
    expect(Math.max(...counts)).toBeLessThan(60);
    expect(Math.min(...counts)).toBeGreaterThan(10);
  });

  it('gives a heavy value its own bin and the rest the other bins', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => (i < 9000 ? 0 : i));
    const edges = binEdges(values);
    expect(binOf(edges, 0)).toBe(0);
    expect(binOf(edges, 9000)).toBe(1);
    expect(edges.length).toBeGreaterThan(200);
  });
});

describe('BinFinder', () => {
  it.each([
    ['one edge', [3]],
    ['none', []],
    ['the whole range of doubles', [-Number.MAX_VALUE, -1, 0, 5e-324, 1e-300, Number.MAX_VALUE]],
    ['a crowd and an outlier', [0, 1e-9, 2e-9, 3e-9, 1]],
    ['neighbours', [1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON]],
  ])('counts the edges below x: %s', (_, list) => {
    const edges = Float64Array.from(list);
    const finder = new BinFinder(edges);
    const probes = [
      ...list,
      ...list.flatMap((e) => [e - Math.abs(e) * 1e-15, e + Math.abs(e) * 1e-15]),
      -7,
      0,
      0.5,
      1e200,
    ];
    for (const x of probes.filter(Number.isFinite))
      expect(finder.binOf(x)).toBe(list.filter((edge) => edge < x).length);
  });
});

describe('category bins', () => {
  it('go to levels by frequency; bin 0 is for what training did not see', () => {
    const features = (codes: number[]) => ({
      rows: codes.length,
      columns: [{ kind: 'category' as const, name: 'c', codes: Int32Array.from(codes), levels: ['a', 'b', 'c', 'd'] }],
    });
    const mapper = learnBins(features([2, 2, 2, 0, 1, 1]));
    expect([...applyBins(mapper, features([0, 1, 2, 3, -1])).bins[0]!]).toEqual([3, 2, 1, 0, 0]);
  });
});
