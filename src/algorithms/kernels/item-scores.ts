import { WASM } from './generated/item-scores.js';
import { KernelInstance } from './instance.js';

interface Exports {
  readonly scoreItems: (vectors: number, padded: number, k: number, x: number, out: number) => void;
  readonly shortlist: (scores: number, padded: number, n: number, slack: number, list: number, out: number) => number;
}

const BLOCK = 24;
/** unit roundoff of f32 */
const ROUNDOFF = 1 / (1 << 24);

/**
 * All dot products of a vector with the rows of a matrix (items × k), quickly and nearly: `scores` in f32, and then which
 * items may be among the n best, so that a caller can settle the order of close ones in f64.
 */
export class ItemScores {
  private readonly kernel = new KernelInstance<Exports>(WASM);
  private readonly padded: number;
  private readonly addresses: Readonly<Record<'vectors' | 'x' | 'scores' | 'list' | 'found', number>>;
  /** Views of the kernel's memory, which never grows after the constructor: they are dear to make for each list. */
  private readonly x: Float32Array;
  private readonly near: Float32Array;
  private readonly padding: Float32Array;
  private readonly found: Int32Array;
  private readonly longest: number;
  /** of the last scores */
  private lastSlack = 0;

  constructor(
    rows: Float64Array,
    private readonly k: number,
  ) {
    const { kernel } = this;
    const items = rows.length / k;
    this.padded = Math.ceil(items / BLOCK) * BLOCK;
    const numbers = (count: number) => kernel.take(count * Float32Array.BYTES_PER_ELEMENT);
    const { padded } = this;
    const addresses = {
      vectors: numbers(padded * k),
      x: numbers(k),
      scores: numbers(padded),
      list: numbers(padded),
      found: numbers(padded),
    };
    this.addresses = addresses;
    this.x = kernel.view(Float32Array, addresses.x, k);
    this.near = kernel.view(Float32Array, addresses.scores, items);
    this.padding = kernel.view(Float32Array, addresses.scores, padded).subarray(items);
    this.found = kernel.view(Int32Array, addresses.found, padded);
    const blocks = kernel.view(Float32Array, addresses.vectors, padded * k);
    let longest = 0;
    for (let item = 0; item < items; item++) {
      const lane = item % BLOCK;
      for (let f = 0; f < k; f++) blocks[(item - lane) * k + f * BLOCK + lane] = rows[item * k + f]!;
      longest = Math.max(longest, squaredLength(rows.subarray(item * k, (item + 1) * k)));
    }
    this.longest = Math.sqrt(longest);
  }

  /** The caller may change them, to −Infinity where an item is not wanted; overwritten by the next call. */
  scores(x: Float64Array): Float32Array {
    const { vectors, x: ownX, scores } = this.addresses;
    for (let f = 0; f < this.k; f++) this.x[f] = x[f]!;
    // Rounded up: the kernel takes it in f32.
    this.lastSlack = this.slack(x) * (1 + 2 * ROUNDOFF);
    this.kernel.run.scoreItems(vectors, this.padded, this.k, ownX, scores);
    this.padding.fill(-Infinity);
    return this.near;
  }

  /**
   * Items, ascending, that the exact scores may have among the n best: by the last scores as they now stand. Overwritten by
   * the next call.
   */
  candidates(n: number): Int32Array {
    const { scores, list, found } = this.addresses;
    const most = Math.min(n, this.near.length);
    const count = this.kernel.run.shortlist(scores, this.padded, most, this.lastSlack, list, found);
    return this.found.subarray(0, count);
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
  for (let at = 0; at < x.length; at++) sum += x[at]! * x[at]!;
  return sum;
}
