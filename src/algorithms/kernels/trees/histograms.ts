import { cellsMemory, CellSums } from './cell-sums.js';
import { type TreeKernel } from './exports.js';
import { type LossMemory } from './loss-memory.js';
import { type NodeSums } from './node-sums.js';
import { quantizationScale } from './quantization.js';

const PAIR_BYTES = 8;
const SUM_BYTES = 16;
const BINS = 256;

/** Bytes of the arrays below, without the histograms in use: each is 16 bytes per bin. */
export const histogramsMemory = (rows: number, features: number): number =>
  rows * (features + 8 + PAIR_BYTES) + cellsMemory(rows, features);

/** Prefix of a number's bins that goes left, and the sums of its rows. */
export interface NumberSplit {
  readonly bin: number;
  readonly score: number;
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * The rows of one training set, permuted so that the rows of a node stand together, and histograms over their bins: sums of
 * gradient and Hessian, interleaved, feature f's bin b at pair offsets[f] + b. All derivatives are integers whose sums are
 * below 2^53, so that every entry is exact. Bins are kept twice: each feature apart to route rows, each row together to sum.
 */
export class TreeHistograms {
  /** first bin of each feature, then the number of bins */
  readonly offsets: Int32Array;
  private readonly kernel: TreeKernel;
  private readonly rowCount: number;
  private readonly bins: readonly number[];
  private readonly cells: CellSums;
  private readonly rowsAddress: number;
  private readonly spare: number;
  private readonly pairs: number;
  private readonly goesLeft: number;
  private readonly out: number;
  private readonly free: number[] = [];
  /** that the present tree may split on */
  private features: Int32Array = new Int32Array();

  /** `bins`: per feature, one byte per row; feature f's are below binCounts[f] ≤ 256. Throws RangeError beyond 4 GB. */
  constructor(
    private readonly memory: LossMemory,
    bins: readonly Uint8Array[],
    binCounts: Int32Array,
  ) {
    const { kernel, rows: rowCount } = memory;
    this.kernel = kernel;
    this.rowCount = rowCount;
    this.offsets = new Int32Array(bins.length + 1);
    binCounts.forEach((count, f) => (this.offsets[f + 1] = this.offsets[f]! + count));
    this.bins = bins.map((column) => {
      const address = kernel.take(rowCount);
      kernel.view(Uint8Array, address, rowCount).set(column);
      return address;
    });
    this.cells = new CellSums(kernel, rowCount, this.bins, binCounts);
    this.rowsAddress = kernel.take(4 * rowCount);
    this.spare = kernel.take(4 * rowCount);
    this.pairs = kernel.take(PAIR_BYTES * (rowCount + 1));
    this.goesLeft = kernel.take(BINS);
    this.out = kernel.take(24);
  }

  /** Row indices in their present order: a view that the next histogram may detach. */
  get rows(): Int32Array {
    return this.kernel.view(Int32Array, this.rowsAddress, this.rowCount);
  }

  /**
   * Starts a tree that may split on the listed features: quantizes the loss's derivatives, each kind by its largest, and puts
   * the rows back in order. Returns the sums of all.
   */
  restart(features: Int32Array): NodeSums {
    this.features = features;
    this.cells.choose(features);
    const { kernel, rowCount, pairs, out } = this;
    const { gradientAt, hessianAt } = this.memory;
    // An odd last row has a neighbour, whose derivatives are 0.
    const even = rowCount + (rowCount % 2);
    const gradientScale = quantizationScale(kernel.run.largest(gradientAt, even), rowCount);
    const hessianScale = quantizationScale(kernel.run.largest(hessianAt, even), rowCount);
    kernel.run.pack(gradientAt, hessianAt, even, gradientScale, hessianScale, pairs, out);
    kernel.run.restoreOrder(this.rowsAddress, rowCount);
    const [gradient, hessian] = kernel.view(Float64Array, out, 2);
    return {
      gradient: gradient!,
      hessian: hessian!,
      gradientUnit: 1 / gradientScale,
      hessianUnit: 1 / hessianScale,
    };
  }

  /** Handle of the histogram of rows[start, end), of meaning for the tree's features; give it back with `release`. */
  build(start: number, end: number): number {
    const out = this.free.pop() ?? this.kernel.take(SUM_BYTES * this.offsets[this.bins.length]!);
    // Sums are exact in any order, so that a histogram of all rows needs no list.
    const isWhole = end - start === this.rowCount;
    this.cells.sum(this.pairs, isWhole ? null : { rows: this.rowsAddress + 4 * start, count: end - start });
    for (const f of this.features) this.cells.write(f, out + SUM_BYTES * this.offsets[f]!);
    return out;
  }

  /** parent ← parent − child: exactly the sibling's histogram. */
  subtract(parent: number, child: number): void {
    for (const f of this.features) {
      const from = SUM_BYTES * this.offsets[f]!;
      this.kernel.run.subtract(parent + from, child + from, this.offsets[f + 1]! - this.offsets[f]!);
    }
  }

  /** The sums behind a handle: a view that the next `build` may detach. */
  histogram(handle: number): Float64Array {
    return this.kernel.view(Float64Array, handle, 2 * this.offsets[this.bins.length]!);
  }

  /**
   * The prefix of a number's bins of largest G²/(H + l2), left and right together, above `score`; both sides weigh `least`
   * units of Hessian or more. Ties: the lower bin.
   */
  bestPrefix(
    handle: number,
    feature: number,
    sums: NodeSums,
    l2: number,
    least: number,
    score: number,
  ): NumberSplit | null {
    const from = this.offsets[feature]!;
    const { gradient, hessian, gradientUnit, hessianUnit } = sums;
    const bin = this.kernel.run.scanNumber(
      handle + SUM_BYTES * from,
      this.offsets[feature + 1]! - from,
      gradient,
      hessian,
      gradientUnit,
      hessianUnit,
      l2,
      least,
      score,
      this.out,
    );
    if (bin < 0) return null;
    const [found, left, weight] = this.kernel.view(Float64Array, this.out, 3);
    return { bin, score: found!, gradient: left!, hessian: weight! };
  }

  /** Adds to the scores of output k in rows[start, end). */
  addLeaf(k: number, start: number, end: number, value: number): void {
    this.kernel.run.addLeaf(this.memory.scoresAt[k]!, this.rowsAddress + 4 * start, end - start, value);
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
