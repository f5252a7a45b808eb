import { describe, expect, it } from 'vitest';
import { NumberBins } from '../../../src/algorithms/kernels/number-bins.js';
import { binEdges as edgesOf, MOST_BINS } from '../../../src/algorithms/trees/binning/edges.js';
import { applyBins, learnBins } from '../../../src/algorithms/trees/binning/mapper.js';

const kernel = new NumberBins();
const binEdges = (values: Float64Array) => edgesOf(values, kernel);
const binOf = (edges: Float64Array, x: number) => kernel.binsOf(Float64Array.of(x), edges)[0]!;

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
    for (const bin of kernel.binsOf(values, edges)) counts[bin]!++;
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
