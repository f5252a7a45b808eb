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

const CELLS = 1024;

/**
 * Finds the bin of x, the number of edges below it: the edges lie in equal cells of their range, and only those in the cell
 * of x are compared. The cell of a number never falls as it rises, whatever the rounding, so that no edge is missed.
 */
export class BinFinder {
  private readonly first: number;
  private readonly scale: number;
  /** number of edges in the cells before each */
  private readonly starts = new Int32Array(CELLS + 1);

  constructor(private readonly edges: Float64Array) {
    const range = edges.length > 0 ? edges[edges.length - 1]! - edges[0]! : 0;
    this.first = edges[0] ?? 0;
    const scale = (CELLS - 1) / range;
    // Too narrow or too wide a range puts all edges in one cell.
    this.scale = scale > 0 && Number.isFinite(scale) ? scale : 0;
    for (const edge of edges) this.starts[this.cellOf(edge) + 1]!++;
    for (let cell = 0; cell < CELLS; cell++) this.starts[cell + 1]! += this.starts[cell]!;
  }

  binOf(x: number): number {
    const cell = this.cellOf(x);
    let low = this.starts[cell]!;
    let high = this.starts[cell + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private cellOf(x: number): number {
    if (this.scale === 0) return 0;
    return Math.max(0, Math.min(CELLS - 1, Math.floor((x - this.first) * this.scale)));
  }
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
