import { MOST_NUMBERS, type NumberBins } from '../../kernels/number-bins.js';

/** Most bins of a feature: bin numbers fit a byte and 255 stays free. */
export const MOST_BINS = 255;

/**
 * Ascending edges of at most MOST_BINS bins of about equal counts; bin b holds edge[b−1] < x ≤ edge[b]. Up to MOST_BINS
 * distinct values get a bin each. Among more, a value that fills a bin alone gets one, and the rest share what is left
 * (the greedy rule of LightGBM, Ke et al., NeurIPS 2017). Every ⌈rows/65,536⌉-th row is looked at.
 */
export function binEdges(values: Float64Array, kernel: NumberBins): Float64Array {
  const sample = sampleOf(values);
  kernel.sort(sample);
  const { distinct, counts } = countDistinct(sample);
  const total = sample.length;
  const edges: number[] = [];
  const close = (i: number) => edges.push(between(distinct[i]!, distinct[i + 1]!));
  if (distinct.length <= MOST_BINS) {
    for (let i = 0; i + 1 < distinct.length; i++) close(i);
    return Float64Array.from(edges);
  }
  const isHeavy = new Uint8Array(counts.length);
  let binsLeft = MOST_BINS;
  let rowsLeft = total;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! * MOST_BINS < total) continue;
    isHeavy[i] = 1;
    binsLeft--;
    rowsLeft -= counts[i]!;
  }
  let wanted = rowsLeft / Math.max(binsLeft, 1);
  let filled = 0;
  for (let i = 0; i + 1 < distinct.length && edges.length + 1 < MOST_BINS; i++) {
    filled += counts[i]!;
    if (isHeavy[i] === 0) rowsLeft -= counts[i]!;
    if (isHeavy[i] === 0 && filled < wanted && !(isHeavy[i + 1] === 1 && filled >= wanted / 2)) continue;
    close(i);
    filled = 0;
    if (isHeavy[i] === 1) continue;
    binsLeft--;
    wanted = rowsLeft / Math.max(binsLeft, 1);
  }
  return Float64Array.from(edges);
}

function sampleOf(values: Float64Array): Float64Array {
  const step = Math.ceil(values.length / MOST_NUMBERS);
  const sample = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * step]!;
  return sample;
}

/** Of a sorted list. */
function countDistinct(sorted: Float64Array) {
  const distinct = new Float64Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let size = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (size === 0 || sorted[i] !== distinct[size - 1]) distinct[size++] = sorted[i]!;
    counts[size - 1]!++;
  }
  return { distinct: distinct.subarray(0, size), counts: counts.subarray(0, size) };
}

/** A number with a ≤ number < b, in the middle where rounding allows. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}
