/** Most bins of a feature: bin numbers fit a byte and 255 stays free. */
export const MOST_BINS = 255;
const SAMPLE = 65_536;

/**
 * Ascending edges of at most MOST_BINS bins of about equal counts; bin b holds edge[b−1] < x ≤ edge[b]. Up to MOST_BINS
 * distinct values get a bin each. Among more, a value that fills a bin alone gets one, and the rest share what is left
 * (the greedy rule of LightGBM, Ke et al., NeurIPS 2017). Every ⌈rows/65,536⌉-th row is looked at.
 */
export function binEdges(values: Float64Array): Float64Array {
  const { distinct, counts, total } = countDistinct(sampleOf(values));
  const edges: number[] = [];
  const close = (i: number) => edges.push(between(distinct[i]!, distinct[i + 1]!));
  if (distinct.length <= MOST_BINS) {
    for (let i = 0; i + 1 < distinct.length; i++) close(i);
    return Float64Array.from(edges);
  }
  const isHeavy = counts.map((count) => (count * MOST_BINS >= total ? 1 : 0));
  let binsLeft = MOST_BINS;
  let rowsLeft = total;
  counts.forEach((count, i) => {
    if (isHeavy[i] === 0) return;
    binsLeft--;
    rowsLeft -= count;
  });
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

/** Number of edges below x: the bin of x. */
export function binOf(edges: Float64Array, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sampleOf(values: Float64Array): Float64Array {
  const step = Math.ceil(values.length / SAMPLE);
  const sample = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * step]!;
  return sample;
}

function countDistinct(values: Float64Array) {
  values.sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const value of values) {
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) counts[counts.length - 1]!++;
    else {
      distinct.push(value);
      counts.push(1);
    }
  }
  return { distinct, counts, total: values.length };
}

/** A number with a ≤ number < b, in the middle where rounding allows. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}
