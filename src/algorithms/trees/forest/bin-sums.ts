import { type ForestTarget, weightOf } from './target.js';

/** Up to this many rows sorting their bins is cheaper than clearing and reading a histogram. */
const FEW_ROWS = 40;

/** The bins that hold rows of a node, ascending, with their sums side by side: lanes numbers per bin. */
export class BinSums {
  count = 0;
  readonly bins = new Int32Array(256);
  readonly sums: Float64Array;
  private readonly histogram: Float64Array;
  private readonly keys = new Int32Array(FEW_ROWS);

  constructor(
    private readonly target: ForestTarget,
    private readonly weights: Float64Array,
  ) {
    this.sums = new Float64Array(256 * target.lanes);
    this.histogram = new Float64Array(256 * target.lanes);
  }

  collect(bins: Uint8Array, binCount: number, rows: Int32Array, start: number, end: number): void {
    this.count = 0;
    if (end - start <= FEW_ROWS) this.sortRows(bins, rows, start, end);
    else this.readHistogram(bins, binCount, rows, start, end);
  }

  private sortRows(bins: Uint8Array, rows: Int32Array, start: number, end: number): void {
    const { keys, sums } = this;
    const { lanes } = this.target;
    for (let i = 0; i < end - start; i++) {
      const key = (bins[rows[start + i]!]! << 8) | i;
      let j = i;
      for (; j > 0 && keys[j - 1]! > key; j--) keys[j] = keys[j - 1]!;
      keys[j] = key;
    }
    let last = -1;
    for (let i = 0; i < end - start; i++) {
      const bin = keys[i]! >> 8;
      if (bin !== last) {
        last = bin;
        sums.fill(0, this.count * lanes, (this.count + 1) * lanes);
        this.bins[this.count++] = bin;
      }
      this.add(sums, (this.count - 1) * lanes, rows[start + (keys[i]! & 255)]!);
    }
  }

  private readHistogram(bins: Uint8Array, binCount: number, rows: Int32Array, start: number, end: number): void {
    const { histogram, sums } = this;
    const { lanes } = this.target;
    histogram.fill(0, 0, binCount * lanes);
    for (let i = start; i < end; i++) this.add(histogram, bins[rows[i]!]! * lanes, rows[i]!);
    for (let bin = 0; bin < binCount; bin++) {
      if (weightOf(this.target, histogram, bin * lanes) === 0) continue;
      for (let k = 0; k < lanes; k++) sums[this.count * lanes + k] = histogram[bin * lanes + k]!;
      this.bins[this.count++] = bin;
    }
  }

  private add(out: Float64Array, at: number, row: number): void {
    const weight = this.weights[row]!;
    if (this.target.isManyClasses) {
      out[at + this.target.values[row]!]! += weight;
    } else {
      out[at]! += weight;
      out[at + 1]! += weight * this.target.values[row]!;
    }
  }
}
