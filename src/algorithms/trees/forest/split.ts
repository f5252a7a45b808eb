import { binSet } from '../bin-set.js';
import { type BinnedFeatures } from '../binning/mapper.js';
import { BinSums } from './bin-sums.js';
import { type ForestTarget, purity, weightOf } from './target.js';

export interface ForestSplit {
  /** purity(left) + purity(right) − purity(node), see ForestSplitter */
  readonly gain: number;
  readonly feature: number;
  /** number: bins ≤ bin go left */
  readonly bin: number;
  /** category: the bins that go left; null for a number */
  readonly leftBins: Uint32Array | null;
}

/**
 * Finds the best split of a node by one feature: the largest purity(left) + purity(right). For two classes its gain is
 * half of the Gini gain.
 */
export class ForestSplitter {
  private readonly found: BinSums;
  private readonly left: Float64Array;
  private readonly order = new Int32Array(256);
  private readonly keys = new Float64Array(256);
  /** position in `order` of the last bin that goes left, and the weight up to it */
  private last = -1;
  private lastWeight = 0;

  constructor(
    private readonly binned: BinnedFeatures,
    private readonly target: ForestTarget,
    weights: Float64Array,
    private readonly minLeaf: number,
  ) {
    this.found = new BinSums(target, weights);
    this.left = new Float64Array(target.lanes);
  }

  /** Gain of the best legal split; −Infinity if there is none, NaN if every row has the same bin. */
  find(feature: number, rows: Int32Array, start: number, end: number, sums: Float64Array): number {
    const { found, order } = this;
    found.collect(this.binned.bins[feature]!, this.binned.binCounts[feature]!, rows, start, end);
    if (found.count < 2) return NaN;
    for (let i = 0; i < found.count; i++) order[i] = i;
    if (this.binned.kinds[feature] === 1) this.orderByTarget(sums);
    return this.target.isManyClasses ? this.scanClasses(sums) : this.scanSums(sums);
  }

  /** The split whose gain `find` just returned; `total` is the weight of the node. */
  lastSplit(feature: number, gain: number, total: number): ForestSplit {
    const { found, order, last } = this;
    if (this.binned.kinds[feature] === 1) {
      const bins = Array.from(order.subarray(0, found.count), (i) => found.bins[i]!);
      return { gain, feature, bin: -1, leftBins: binSet(bins.slice(0, last + 1), bins, 2 * this.lastWeight > total) };
    }
    // Between two bins that hold rows, the middle one.
    return { gain, feature, bin: (found.bins[last]! + found.bins[last + 1]!) >> 1, leftBins: null };
  }

  /**
   * Orders the bins by their mean target, or by their share of the node's most frequent class (ties: lower bin). For two
   * classes and for numbers the best of all sets is a prefix of that order (Breiman et al., CART, 1984, theorem 4.5).
   */
  private orderByTarget(sums: Float64Array): void {
    const { order, keys, found } = this;
    const { lanes, isManyClasses } = this.target;
    let lane = 1;
    if (isManyClasses) {
      lane = 0;
      for (let k = 1; k < lanes; k++) if (sums[k]! > sums[lane]!) lane = k;
    }
    for (let i = 0; i < found.count; i++) {
      const key = found.sums[i * lanes + lane]! / weightOf(this.target, found.sums, i * lanes);
      keys[i] = key;
      let j = i;
      for (; j > 0 && keys[order[j - 1]!]! > key; j--) order[j] = order[j - 1]!;
      order[j] = i;
    }
  }

  private scanSums(sums: Float64Array): number {
    const { order, minLeaf } = this;
    const { count, sums: ofBin } = this.found;
    const [total, all] = [sums[0]!, sums[1]!];
    let [weight, sum] = [0, 0];
    let score = -Infinity;
    for (let i = 0; i + 1 < count; i++) {
      weight += ofBin[2 * order[i]!]!;
      sum += ofBin[2 * order[i]! + 1]!;
      if (weight < minLeaf) continue;
      const rest = total - weight;
      if (rest < minLeaf) break;
      const reached = (sum / weight) * sum + ((all - sum) / rest) * (all - sum);
      if (reached > score) {
        score = reached;
        this.last = i;
        this.lastWeight = weight;
      }
    }
    return score - purity(this.target, sums);
  }

  private scanClasses(sums: Float64Array): number {
    const { order, minLeaf, left } = this;
    const { lanes } = this.target;
    const { count, sums: ofBin } = this.found;
    const total = weightOf(this.target, sums);
    left.fill(0);
    let weight = 0;
    let score = -Infinity;
    for (let i = 0; i + 1 < count; i++) {
      const at = order[i]! * lanes;
      let [squares, otherSquares] = [0, 0];
      for (let k = 0; k < lanes; k++) {
        const own = left[k]! + ofBin[at + k]!;
        left[k] = own;
        weight += ofBin[at + k]!;
        squares += own * own;
        otherSquares += (sums[k]! - own) * (sums[k]! - own);
      }
      if (weight < minLeaf) continue;
      if (total - weight < minLeaf) break;
      const reached = squares / weight + otherSquares / (total - weight);
      if (reached > score) {
        score = reached;
        this.last = i;
        this.lastWeight = weight;
      }
    }
    return score - purity(this.target, sums);
  }
}
