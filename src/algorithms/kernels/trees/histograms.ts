import { type Bundle, bundle } from './bundles.js';
import { type TreeKernel } from './exports.js';
import { type LossMemory } from './loss-memory.js';
import { type NodeSums } from './node-sums.js';
import { quantizationScale } from './quantization.js';

const PAIR_BYTES = 8;
const SUM_BYTES = 16;
const BINS = 256;
const GROUP = 4;
/** Rows and bytes of cells that are gathered at a time: they stay in the second-level cache while each group reads them. */
const MOST_GATHERED_ROWS = 1024;
const GATHERED_BYTES = 65_536;

const strideOf = (features: number): number => Math.ceil(features / 16) * 16;

/** Bytes of the arrays below, without the histograms in use: each is 16 bytes per bin. */
export const histogramsMemory = (rows: number, features: number): number =>
  rows * (features + strideOf(features) + 8 + PAIR_BYTES);

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
 * below 2^53, so that every entry is exact. Bins are kept twice: each feature apart to route rows, each row together to sum,
 * and there features of few bins share a byte.
 */
export class TreeHistograms {
  /** first bin of each feature, then the number of bins */
  readonly offsets: Int32Array;
  private readonly kernel: TreeKernel;
  private readonly rowCount: number;
  private readonly bundles: readonly Bundle[];
  private readonly bundleOf: Int32Array;
  /** histograms of the bundles of several features */
  private readonly joint: number;
  private readonly stride: number;
  private readonly gatheredRows: number;
  private readonly bins: readonly number[];
  private readonly cells: number;
  private readonly rowsAddress: number;
  private readonly spare: number;
  private readonly pairs: number;
  private readonly gatheredCells: number;
  private readonly gatheredPairs: number;
  private readonly goesLeft: number;
  private readonly out: number;
  private readonly free: number[] = [];

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
    this.bundles = bundle(binCounts);
    this.bundleOf = new Int32Array(bins.length);
    this.bundles.forEach(({ members }, at) => members.forEach(({ feature }) => (this.bundleOf[feature] = at)));
    this.joint = kernel.take(SUM_BYTES * BINS * this.bundles.length);
    this.stride = strideOf(this.bundles.length);
    this.gatheredRows = Math.max(1, Math.min(MOST_GATHERED_ROWS, Math.floor(GATHERED_BYTES / this.stride)));
    this.cells = kernel.take(this.stride * rowCount);
    this.bins = bins.map((column) => {
      const address = kernel.take(rowCount);
      kernel.view(Uint8Array, address, rowCount).set(column);
      return address;
    });
    this.bundles.forEach(({ members }, at) =>
      members.forEach(({ feature, inner }) =>
        kernel.run.spread(this.bins[feature]!, rowCount, inner, this.cells + at, this.stride),
      ),
    );
    this.rowsAddress = kernel.take(4 * rowCount);
    this.spare = kernel.take(4 * rowCount);
    this.pairs = kernel.take(PAIR_BYTES * (rowCount + 1));
    this.gatheredCells = kernel.take(this.stride * this.gatheredRows);
    this.gatheredPairs = kernel.take(PAIR_BYTES * this.gatheredRows);
    this.goesLeft = kernel.take(BINS);
    this.out = kernel.take(24);
  }

  /** Row indices in their present order: a view that the next histogram may detach. */
  get rows(): Int32Array {
    return this.kernel.view(Int32Array, this.rowsAddress, this.rowCount);
  }

  /** Quantizes the loss's derivatives, each kind by its largest, and puts the rows back in order. Returns the sums of all. */
  restart(): NodeSums {
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

  /** Handle of the histogram of rows[start, end), of meaning for the listed features; give it back with `release`. */
  build(start: number, end: number, features: Int32Array): number {
    // The last group may have cells without a bundle: their sums go behind the last bin.
    const out = this.free.pop() ?? this.kernel.take(SUM_BYTES * (this.offsets[this.bins.length]! + GROUP));
    const histogram = this.histogram(out);
    for (const f of features) histogram.fill(0, 2 * this.offsets[f]!, 2 * this.offsets[f + 1]!);
    const bundles = [...new Set(features.map((f) => this.bundleOf[f]!))];
    const groups = [...new Set(bundles.map((at) => Math.floor(at / GROUP)))];
    const { kernel } = this;
    for (const at of bundles)
      if (this.isShared(at)) kernel.view(Float64Array, this.jointOf(at), 2 * this.bundles[at]!.codes).fill(0);
    // Sums are exact in any order, so that a histogram of all rows need not gather them.
    if (end - start === this.rowCount) this.addGroups(groups, this.cells, this.pairs, this.rowCount, out);
    else this.gatherAndAdd(groups, start, end, out);
    for (const at of bundles) if (this.isShared(at)) this.foldBundle(at, out);
    return out;
  }

  private gatherAndAdd(groups: readonly number[], start: number, end: number, out: number): void {
    const { kernel, stride } = this;
    for (let at = start; at < end; at += this.gatheredRows) {
      const count = Math.min(this.gatheredRows, end - at);
      const rows = this.rowsAddress + 4 * at;
      kernel.run.gather(rows, count, this.cells, stride, this.pairs, this.gatheredCells, this.gatheredPairs);
      this.addGroups(groups, this.gatheredCells, this.gatheredPairs, count, out);
    }
  }

  private isShared(at: number): boolean {
    return this.bundles[at]!.members.length > 1;
  }

  private jointOf(at: number): number {
    return this.joint + SUM_BYTES * BINS * at;
  }

  private foldBundle(at: number, out: number): void {
    const { members, codes } = this.bundles[at]!;
    for (const { feature, inner } of members) {
      const bins = this.offsets[feature + 1]! - this.offsets[feature]!;
      const cells = out + SUM_BYTES * this.offsets[feature]!;
      this.kernel.run.fold(this.jointOf(at), codes / (bins * inner), bins, inner, cells);
    }
  }

  /** parent ← parent − child over the listed features: exactly the sibling's histogram. */
  subtract(parent: number, child: number, features: Int32Array): void {
    for (const f of features) {
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

  private addGroups(groups: readonly number[], cells: number, pairs: number, count: number, out: number): void {
    const spare = out + SUM_BYTES * this.offsets[this.bins.length]!;
    const outOf = (at: number) => {
      const own = this.bundles[at];
      if (!own) return spare + SUM_BYTES * (at - this.bundles.length);
      return this.isShared(at) ? this.jointOf(at) : out + SUM_BYTES * this.offsets[own.members[0]!.feature]!;
    };
    for (const group of groups) {
      const at = GROUP * group;
      this.kernel.run.addFourCells(
        cells + at,
        count,
        this.stride,
        pairs,
        outOf(at),
        outOf(at + 1),
        outOf(at + 2),
        outOf(at + 3),
      );
    }
  }
}
