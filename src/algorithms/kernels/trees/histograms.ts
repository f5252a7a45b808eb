import { WASM } from '../generated/tree-histograms.js';
import { KernelInstance } from '../instance.js';

interface Exports {
  readonly gather: (rows: number, count: number, pairs: number, ordered: number) => void;
  readonly addFeature: (rows: number, count: number, ordered: number, bins: number, out: number) => void;
  readonly addFourFeatures: (rows: number, count: number, ordered: number, ...binsThenOuts: number[]) => void;
  readonly subtract: (parent: number, child: number, count: number) => void;
  readonly partition: (rows: number, count: number, bins: number, goesLeft: number, spare: number) => number;
}

const PAIR_BYTES = 16;
const BINS = 256;

/** Bytes of the arrays below, without the histograms in use: each is 16 bytes per bin. */
export const histogramsMemory = (rows: number, features: number): number => rows * (features + 8 + 2 * PAIR_BYTES);

/**
 * The rows of one training set, permuted so that the rows of a node stand together, and histograms over their bins: sums of
 * gradient and Hessian, interleaved, feature f's bin b at pair offsets[f] + b. All derivatives are integers whose sums are
 * below 2^53, so that every entry is exact.
 */
export class TreeHistograms {
  /** first bin of each feature, then the number of bins */
  readonly offsets: Int32Array;
  private readonly kernel = new KernelInstance<Exports>(WASM);
  private readonly bins: readonly number[];
  private readonly rowsAddress: number;
  private readonly spare: number;
  private readonly pairs: number;
  private readonly ordered: number;
  private readonly goesLeft: number;
  private readonly free: number[] = [];

  /** `bins`: per feature, one byte per row; feature f's are below binCounts[f] ≤ 256. Throws RangeError beyond 4 GB. */
  constructor(
    private readonly rowCount: number,
    bins: readonly Uint8Array[],
    binCounts: Int32Array,
  ) {
    this.offsets = new Int32Array(bins.length + 1);
    binCounts.forEach((count, f) => (this.offsets[f + 1] = this.offsets[f]! + count));
    this.bins = bins.map((column) => {
      const address = this.kernel.take(rowCount);
      this.kernel.view(Uint8Array, address, rowCount).set(column);
      return address;
    });
    this.rowsAddress = this.kernel.take(4 * rowCount);
    this.spare = this.kernel.take(4 * rowCount);
    this.pairs = this.kernel.take(PAIR_BYTES * rowCount);
    this.ordered = this.kernel.take(PAIR_BYTES * rowCount);
    this.goesLeft = this.kernel.take(BINS);
  }

  /** Row indices in their present order: a view that the next histogram may detach. */
  get rows(): Int32Array {
    return this.kernel.view(Int32Array, this.rowsAddress, this.rowCount);
  }

  /** Takes new derivatives and puts the rows back in order. */
  reset(gradient: Float64Array, hessian: Float64Array): void {
    const pairs = this.kernel.view(Float64Array, this.pairs, 2 * this.rowCount);
    const { rows } = this;
    for (let i = 0; i < this.rowCount; i++) {
      pairs[2 * i] = gradient[i]!;
      pairs[2 * i + 1] = hessian[i]!;
      rows[i] = i;
    }
  }

  /** Handle of the histogram of rows[start, end) over the listed features; give it back with `release`. */
  build(start: number, end: number, features: Int32Array): number {
    const out = this.free.pop() ?? this.kernel.take(PAIR_BYTES * this.offsets[this.bins.length]!);
    const rows = this.rowsAddress + 4 * start;
    const count = end - start;
    const { ordered, kernel } = this;
    const histogram = this.histogram(out);
    for (const f of features) histogram.fill(0, 2 * this.offsets[f]!, 2 * this.offsets[f + 1]!);
    kernel.run.gather(rows, count, this.pairs, ordered);
    const outOf = (f: number) => out + PAIR_BYTES * this.offsets[f]!;
    let at = 0;
    for (; at + 4 <= features.length; at += 4) {
      const four = [...features.subarray(at, at + 4)];
      kernel.run.addFourFeatures(rows, count, ordered, ...four.map((f) => this.bins[f]!), ...four.map(outOf));
    }
    for (; at < features.length; at++) {
      const f = features[at]!;
      kernel.run.addFeature(rows, count, ordered, this.bins[f]!, outOf(f));
    }
    return out;
  }

  /** parent ← parent − child over the listed features: exactly the sibling's histogram. */
  subtract(parent: number, child: number, features: Int32Array): void {
    for (const f of features) {
      const from = PAIR_BYTES * this.offsets[f]!;
      this.kernel.run.subtract(parent + from, child + from, this.offsets[f + 1]! - this.offsets[f]!);
    }
  }

  /** The sums behind a handle: a view that the next `build` may detach. */
  histogram(handle: number): Float64Array {
    return this.kernel.view(Float64Array, handle, 2 * this.offsets[this.bins.length]!);
  }

  release(handle: number): void {
    this.free.push(handle);
  }

  /** Rows of rows[start, end) whose bin has a 1 in `goesLeft` come first, both parts in their order; returns where the second starts. */
  partition(start: number, end: number, feature: number, goesLeft: Uint8Array): number {
    this.kernel.view(Uint8Array, this.goesLeft, BINS).set(goesLeft);
    const rows = this.rowsAddress + 4 * start;
    return start + this.kernel.run.partition(rows, end - start, this.bins[feature]!, this.goesLeft, this.spare);
  }
}
