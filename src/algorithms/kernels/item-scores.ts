import { WASM } from './generated/item-scores.js';
import { KernelInstance } from './instance.js';

interface Exports {
  readonly scoreItems: (vectors: number, padded: number, k: number, x: number, out: number) => void;
  readonly shortlist: (scores: number, padded: number, n: number, slack: number, list: number, out: number) => number;
}

const BLOCK = 16;
/** unit roundoff of f32 */
const ROUNDOFF = 1 / (1 << 24);

/**
 * All dot products of a vector with the rows of a matrix (items × k), quickly and nearly: `scores` in f32, and then which
 * items may be among the n best, so that a caller can settle the order of close ones in f64.
 */
export class ItemScores {
  private readonly kernel = new KernelInstance<Exports>(WASM);
  private readonly items: number;
  private readonly padded: number;
  private readonly vectors: number;
  private readonly x: number;
  private readonly out: number;
  private readonly list: number;
  private readonly found: number;
  private readonly longest: number;

  constructor(
    rows: Float64Array,
    private readonly k: number,
  ) {
    this.items = rows.length / k;
    this.padded = Math.ceil(this.items / BLOCK) * BLOCK;
    this.vectors = this.kernel.take(this.padded * k * Float32Array.BYTES_PER_ELEMENT);
    this.x = this.kernel.take(k * Float32Array.BYTES_PER_ELEMENT);
    this.out = this.kernel.take(this.padded * Float32Array.BYTES_PER_ELEMENT);
    this.list = this.kernel.take(this.padded * Float32Array.BYTES_PER_ELEMENT);
    this.found = this.kernel.take(this.padded * Int32Array.BYTES_PER_ELEMENT);
    const blocks = this.kernel.view(Float32Array, this.vectors, this.padded * k);
    let longest = 0;
    for (let item = 0; item < this.items; item++) {
      const lane = item % BLOCK;
      for (let f = 0; f < k; f++) blocks[(item - lane) * k + f * BLOCK + lane] = rows[item * k + f]!;
      longest = Math.max(longest, squaredLength(rows.subarray(item * k, (item + 1) * k)));
    }
    this.longest = Math.sqrt(longest);
  }

  /** The caller may change them, to −Infinity where an item is not wanted; overwritten by the next call. */
  scores(x: Float64Array): Float32Array {
    this.kernel.view(Float32Array, this.x, this.k).set(x);
    this.kernel.run.scoreItems(this.vectors, this.padded, this.k, this.x, this.out);
    this.kernel.view(Float32Array, this.out, this.padded).fill(-Infinity, this.items);
    return this.kernel.view(Float32Array, this.out, this.items);
  }

  /** Items, ascending, that the exact scores may have among the n best: by the scores of x as they now stand. */
  candidates(x: Float64Array, n: number): Int32Array {
    const most = Math.min(n, this.items);
    // Rounded up: the kernel takes it in f32.
    const slack = this.slack(x) * (1 + 2 * ROUNDOFF);
    const count = this.kernel.run.shortlist(this.out, this.padded, most, slack, this.list, this.found);
    return this.kernel.view(Int32Array, this.found, count);
  }

  /**
   * Most by which the difference of two scores may be wrong: twice the error of a dot product whose factors were rounded,
   * (k + 2) u ‖x‖‖y‖ to first order (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., §3.1), with room.
   */
  slack(x: Float64Array): number {
    return 2 * (this.k + 8) * ROUNDOFF * Math.sqrt(squaredLength(x)) * this.longest;
  }
}

function squaredLength(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return sum;
}
