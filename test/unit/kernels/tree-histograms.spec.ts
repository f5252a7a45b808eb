import { describe, expect, it } from 'vitest';
import { TreeHistograms } from '../../../src/algorithms/kernels/trees/histograms.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const ROWS = 1003;
const stream = new RandomStream(12, 'test');
const binCounts = Int32Array.of(1, 7, 255, 30, 2, 256, 90);
const bins = Array.from(binCounts, (count) => Uint8Array.from({ length: ROWS }, () => stream.below(count)));
const gradient = Float64Array.from({ length: ROWS }, () => stream.below(2 ** 31) - 2 ** 30);
const hessian = Float64Array.from({ length: ROWS }, () => stream.below(2 ** 28));

/** The JavaScript twin: the definition, row by row. */
function twin(rows: ArrayLike<number>, feature: number): Float64Array {
  const sums = new Float64Array(2 * binCounts[feature]!);
  for (let i = 0; i < rows.length; i++) {
    const bin = bins[feature]![rows[i]!]!;
    sums[2 * bin]! += gradient[rows[i]!]!;
    sums[2 * bin + 1]! += hessian[rows[i]!]!;
  }
  return sums;
}

const partOf = (histograms: TreeHistograms, handle: number, feature: number): Float64Array =>
  histograms.histogram(handle).slice(2 * histograms.offsets[feature]!, 2 * histograms.offsets[feature + 1]!);

describe('tree histograms', () => {
  it.each([[[0, 1, 2, 3, 4, 5, 6]], [[5]], [[1, 2, 4, 6]], [[0, 2, 3, 4, 6]]])(
    'sum like the twin: features %s',
    (features) => {
      const histograms = new TreeHistograms(ROWS, bins, binCounts);
      histograms.reset(gradient, hessian);
      const handle = histograms.build(100, 900, Int32Array.from(features));
      const rows = histograms.rows.slice(100, 900);
      for (const f of features) expect(partOf(histograms, handle, f)).toEqual(twin(rows, f));
    },
  );

  it('partition rows in their order, and leave to the larger child exactly what the smaller does not have', () => {
    const histograms = new TreeHistograms(ROWS, bins, binCounts);
    const features = Int32Array.of(0, 1, 2, 3, 4, 5, 6);
    histograms.reset(gradient, hessian);
    const parent = histograms.build(0, ROWS, features);
    const goesLeft = Uint8Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 0));
    const middle = histograms.partition(0, ROWS, 2, goesLeft);
    const all = Array.from({ length: ROWS }, (_, row) => row);
    const isLeft = (row: number) => bins[2]![row]! % 3 === 0;
    const expected = [...all.filter(isLeft), ...all.filter((row) => !isLeft(row))];
    expect([...histograms.rows]).toEqual(expected);
    expect(middle).toBe(all.filter(isLeft).length);
    const child = histograms.build(0, middle, features);
    histograms.subtract(parent, child, features);
    for (const f of features) expect(partOf(histograms, parent, f)).toEqual(twin(expected.slice(middle), f));
  });

  it('reuse a released histogram, cleared, and survive the growth of their memory', () => {
    const histograms = new TreeHistograms(ROWS, bins, binCounts);
    const features = Int32Array.of(2, 3);
    histograms.reset(gradient, hessian);
    const first = histograms.build(0, ROWS, features);
    const whole = partOf(histograms, first, 2);
    const many = Array.from({ length: 40 }, () => histograms.build(0, 10, features));
    expect(partOf(histograms, first, 2)).toEqual(whole);
    histograms.release(many[7]!);
    const again = histograms.build(0, ROWS, features);
    expect(again).toBe(many[7]);
    expect(partOf(histograms, again, 2)).toEqual(whole);
  });
});
