import { type BinnedFeatures } from '../binning/mapper.js';

/**
 * Sums of quantized gradient and Hessian per bin, interleaved: feature f's bin b is at 2·(offsets[f] + b). All entries are
 * exact integers.
 */
export class Histograms {
  /** first bin of each feature */
  readonly offsets: Int32Array;
  private readonly size: number;
  private readonly free: Float64Array[] = [];
  private readonly gradients: Float64Array;
  private readonly hessians: Float64Array;

  constructor(private readonly binned: BinnedFeatures) {
    this.offsets = new Int32Array(binned.bins.length + 1);
    binned.binCounts.forEach((count, f) => (this.offsets[f + 1] = this.offsets[f]! + count));
    this.size = 2 * this.offsets[binned.bins.length]!;
    this.gradients = new Float64Array(binned.rows);
    this.hessians = new Float64Array(binned.rows);
  }

  /** Histogram of rows[start, end) over the listed features; give it back with `release`. */
  build(
    rows: Int32Array,
    start: number,
    end: number,
    features: Int32Array,
    gradient: Float64Array,
    hessian: Float64Array,
  ): Float64Array {
    const out = this.free.pop() ?? new Float64Array(this.size);
    const { gradients, hessians } = this;
    const count = end - start;
    for (let i = 0; i < count; i++) {
      gradients[i] = gradient[rows[start + i]!]!;
      hessians[i] = hessian[rows[start + i]!]!;
    }
    for (const f of features) {
      const from = 2 * this.offsets[f]!;
      out.fill(0, from, 2 * this.offsets[f + 1]!);
      addRows(this.binned.bins[f]!, rows, start, count, gradients, hessians, out, from);
    }
    return out;
  }

  /** parent ← parent − child, exactly the sibling's histogram */
  subtract(parent: Float64Array, child: Float64Array, features: Int32Array): void {
    for (const f of features) {
      const end = 2 * this.offsets[f + 1]!;
      for (let i = 2 * this.offsets[f]!; i < end; i++) parent[i]! -= child[i]!;
    }
  }

  release(histogram: Float64Array): void {
    this.free.push(histogram);
  }
}

function addRows(
  bins: Uint8Array,
  rows: Int32Array,
  start: number,
  count: number,
  gradients: Float64Array,
  hessians: Float64Array,
  out: Float64Array,
  from: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = from + 2 * bins[rows[start + i]!]!;
    out[at]! += gradients[i]!;
    out[at + 1]! += hessians[i]!;
  }
}
