import { describe, expect, it } from 'vitest';
import { TreeHistograms } from '../../../src/algorithms/kernels/trees/histograms.js';
import { LossMemory } from '../../../src/algorithms/kernels/trees/loss-memory.js';
import { type NodeSums } from '../../../src/algorithms/kernels/trees/node-sums.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

// More than are gathered at a time, and odd.
const ROWS = 2503;
const stream = new RandomStream(12, 'test');
const bell = () => 2 * (stream.uniform() + stream.uniform() + stream.uniform() - 1.5);
const binCounts = Int32Array.of(1, 7, 255, 30, 2, 256, 90);
const bins = Array.from(binCounts, (count) => Uint8Array.from({ length: ROWS }, () => stream.below(count)));
const real = {
  gradient: Float64Array.from({ length: ROWS }, () => bell()),
  hessian: Float64Array.from({ length: ROWS }, () => stream.uniform() / 4),
};
const [gradient, hessian] = [quantize(real.gradient), quantize(real.hessian)];

/** The rule of quantizationScale, spelled out: 2^30 of the largest, as so few of them stay far below 2^52. */
function quantize(values: Float64Array): Float64Array {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = 2 ** Math.floor(Math.log2(2 ** 30 / largest));
  return values.map((value) => Math.floor(value * scale + 0.5));
}

function started(features = [0, 1, 2, 3, 4, 5, 6]): TreeHistograms {
  const memory = new LossMemory(ROWS, 1);
  const histograms = new TreeHistograms(memory, bins, binCounts);
  memory.gradient.set(real.gradient);
  memory.hessian.set(real.hessian);
  histograms.restart(Int32Array.from(features));
  return histograms;
}

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
      const histograms = started(features);
      const handle = histograms.build(100, 2400);
      const rows = histograms.rows.slice(100, 2400);
      for (const f of features) expect(partOf(histograms, handle, f)).toEqual(twin(rows, f));
    },
  );

  it('sum features that do not all stand together in a row', () => {
    const memory = new LossMemory(9, 1);
    const many = Array.from({ length: 70 }, () => Uint8Array.from({ length: 9 }, () => stream.below(200)));
    const histograms = new TreeHistograms(memory, many, new Int32Array(70).fill(200));
    memory.gradient.set([1, 2, 3, 4, 5, 6, 7, 8, 8]);
    const chosen = [3, 31, 32, 69];
    const { gradientUnit } = histograms.restart(Int32Array.from(chosen));
    // All rows, and an odd number of them.
    for (const [start, end] of [
      [0, 9],
      [2, 7],
    ] as const) {
      const handle = histograms.build(start, end);
      for (const f of chosen) {
        const sums = new Float64Array(200);
        for (let row = start; row < end; row++) sums[many[f]![row]!]! += Math.min(row + 1, 8);
        const found = partOf(histograms, handle, f).filter((_, i) => i % 2 === 0);
        expect(found.map((sum) => sum * gradientUnit)).toEqual(sums);
      }
    }
  });

  it('partition rows in their order, and leave to the larger child exactly what the smaller does not have', () => {
    const histograms = started();
    const parent = histograms.build(0, ROWS);
    const goesLeft = Uint8Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 0));
    const middle = histograms.partition(0, ROWS, 2, goesLeft);
    const all = Array.from({ length: ROWS }, (_, row) => row);
    const isLeft = (row: number) => bins[2]![row]! % 3 === 0;
    const expected = [...all.filter(isLeft), ...all.filter((row) => !isLeft(row))];
    expect([...histograms.rows]).toEqual(expected);
    expect(middle).toBe(all.filter(isLeft).length);
    const child = histograms.build(0, middle);
    histograms.subtract(parent, child);
    for (const f of binCounts.keys()) expect(partOf(histograms, parent, f)).toEqual(twin(expected.slice(middle), f));
  });

  it('reuse a released histogram, cleared, and survive the growth of their memory', () => {
    const histograms = started([2, 3]);
    const first = histograms.build(0, ROWS);
    const whole = partOf(histograms, first, 2);
    const many = Array.from({ length: 40 }, () => histograms.build(0, 10));
    expect(partOf(histograms, first, 2)).toEqual(whole);
    histograms.release(many[7]!);
    const again = histograms.build(0, ROWS);
    expect(again).toBe(many[7]);
    expect(partOf(histograms, again, 2)).toEqual(whole);
  });

  it('start from sums and units of the quantized derivatives', () => {
    const memory = new LossMemory(3, 1);
    const histograms = new TreeHistograms(memory, [new Uint8Array(3)], Int32Array.of(1));
    memory.gradient.set([0.75, -0.1, 1 / 3]);
    memory.hessian.set([0, 0, 0]);
    const sums = histograms.restart(Int32Array.of(0));
    // 0.75·2^30 − 107374182 + 357913941: the integers of 2^−30 of each, halves up.
    expect(sums).toEqual({
      gradient: 805306368 - 107374182 + 357913941,
      hessian: 0,
      gradientUnit: 2 ** -30,
      hessianUnit: 1,
    });
  });

  it('prefer the lower of two bins with the same score', () => {
    const memory = new LossMemory(4, 1);
    const histograms = new TreeHistograms(memory, [Uint8Array.of(0, 1, 2, 3)], Int32Array.of(4));
    memory.gradient.set([1, 0, 0, -1]);
    memory.hessian.fill(1);
    const sums = histograms.restart(Int32Array.of(0));
    const handle = histograms.build(0, 4);
    // 1/1 + 1/3 after the first bin and after the third.
    expect(histograms.bestPrefix(handle, 0, sums, 0, 0, 0)).toMatchObject({ bin: 0, score: 1 + 1 / 3 });
  });

  it('add a leaf to the scores of its rows', () => {
    const memory = new LossMemory(5, 2);
    const histograms = new TreeHistograms(memory, [Uint8Array.of(1, 0, 1, 0, 0)], Int32Array.of(2));
    histograms.restart(Int32Array.of(0));
    const middle = histograms.partition(0, 5, 0, Uint8Array.of(1, ...new Uint8Array(255)));
    histograms.addLeaf(1, 0, middle, 0.5);
    expect([[...memory.scores(0)], [...memory.scores(1)]]).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0.5, 0, 0.5, 0.5],
    ]);
  });

  it.each([0, 0.3, 40])('find the best prefix like the twin: at least %s of Hessian on each side', (least) => {
    const histograms = started();
    // Few rows: most bins are empty.
    for (const [start, end] of [
      [0, ROWS],
      [40, 90],
    ] as const) {
      const handle = histograms.build(start, end);
      const total = partOf(histograms, handle, 0);
      const [gradientUnit, hessianUnit] = [2 ** -28, 2 ** -32];
      const sums = { gradient: total[0]!, hessian: total[1]!, gradientUnit, hessianUnit };
      for (const f of binCounts.keys()) {
        const found = histograms.bestPrefix(handle, f, sums, 1, least / hessianUnit, 0);
        expect(found).toEqual(bestPrefixTwin(partOf(histograms, handle, f), sums, 1, least / hessianUnit));
      }
      histograms.release(handle);
    }
  });
});

function bestPrefixTwin(histogram: Float64Array, sums: NodeSums, l2: number, least: number) {
  let best: { bin: number; score: number; gradient: number; hessian: number } | null = null;
  let [gradient, weight] = [0, 0];
  for (let bin = 0; 2 * bin + 2 < histogram.length; bin++) {
    gradient += histogram[2 * bin]!;
    weight += histogram[2 * bin + 1]!;
    if (weight < least || weight > sums.hessian - least || weight === 0 || weight === sums.hessian) continue;
    const score = [
      [gradient, weight],
      [sums.gradient - gradient, sums.hessian - weight],
    ].map(([g, h]) => (g! * sums.gradientUnit) ** 2 / (h! * sums.hessianUnit + l2));
    if (score[0]! + score[1]! > (best?.score ?? 0))
      best = { bin, score: score[0]! + score[1]!, gradient, hessian: weight };
  }
  return best;
}
