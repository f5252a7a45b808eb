import { type RandomStream } from '../../random/stream.js';
import { type BinMapper, type BinnedFeatures } from '../binning/mapper.js';
import { type EnsembleBuilder } from '../builder.js';
import { inSet } from '../ensemble.js';
import { type ForestSplit, ForestSplitter } from './split.js';
import { type ForestTarget, leafValue, purity, weightOf } from './target.js';

export interface ForestRules {
  /** features that each node looks at */
  readonly featuresPerNode: number;
  /** least weight of a leaf: draws of the bootstrap */
  readonly minLeaf: number;
  readonly maxDepth: number;
}

interface Pending {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** Least gain of a split, relative to the purity of the node: what is smaller is rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Grows one tree on rows with integer weights, depth first, left before right. A node draws features from a shuffled list
 * until it has looked at `featuresPerNode` that are not constant in it (Breiman, Machine Learning 45, 2001; as scikit-learn
 * does), and takes the split of largest gain (ties: the one found first).
 */
export function growForestTree(
  builder: EnsembleBuilder,
  mapper: BinMapper,
  binned: BinnedFeatures,
  target: ForestTarget,
  weights: Float64Array,
  rules: ForestRules,
  stream: RandomStream,
): void {
  const rows = Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
  const spare = new Int32Array(rows.length);
  const splitter = new ForestSplitter(binned, target, weights, rules.minLeaf);
  const features = Int32Array.from({ length: binned.bins.length }, (_, f) => f);
  const pending: Pending[] = [{ node: builder.addRoot(), start: 0, end: rows.length, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, start, end, depth } = next;
    const sums = sumsOf(target, weights, rows, start, end);
    const split =
      depth < rules.maxDepth ? findSplit(splitter, target, features, rows, next, sums, rules, stream) : null;
    if (!split) {
      builder.closeLeaf(node, leafValue(target, sums));
      continue;
    }
    const left = split.leftBins
      ? builder.splitCategory(node, split.feature, split.leftBins)
      : builder.splitNumber(node, split.feature, mapper.edges[split.feature]![split.bin]!);
    const middle = partition(binned.bins[split.feature]!, split, rows, spare, start, end);
    pending.push({ node: left + 1, start: middle, end, depth: depth + 1 });
    pending.push({ node: left, start, end: middle, depth: depth + 1 });
  }
}

function findSplit(
  splitter: ForestSplitter,
  target: ForestTarget,
  features: Int32Array,
  rows: Int32Array,
  { start, end }: Pending,
  sums: Float64Array,
  { featuresPerNode }: ForestRules,
  stream: RandomStream,
): ForestSplit | null {
  if (end - start < 2) return null;
  const least = LEAST_GAIN * purity(target, sums);
  let best: ForestSplit | null = null;
  let looked = 0;
  for (let i = features.length - 1; i >= 0 && looked < featuresPerNode; i--) {
    const j = stream.below(i + 1);
    [features[i], features[j]] = [features[j]!, features[i]!];
    const gain = splitter.find(features[i]!, rows, start, end, sums);
    if (Number.isNaN(gain)) continue;
    looked++;
    if (gain > (best?.gain ?? least)) best = splitter.lastSplit(features[i]!, gain, weightOf(target, sums));
  }
  return best;
}

function sumsOf(
  { lanes, isManyClasses, values }: ForestTarget,
  weights: Float64Array,
  rows: Int32Array,
  start: number,
  end: number,
): Float64Array {
  const sums = new Float64Array(lanes);
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    if (isManyClasses) {
      sums[values[row]!]! += weights[row]!;
    } else {
      sums[0]! += weights[row]!;
      sums[1]! += weights[row]! * values[row]!;
    }
  }
  return sums;
}

/** Stable; returns where the right child starts. */
function partition(
  bins: Uint8Array,
  { bin, leftBins }: ForestSplit,
  rows: Int32Array,
  spare: Int32Array,
  start: number,
  end: number,
): number {
  let [left, right] = [start, 0];
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    const goesLeft = leftBins ? inSet(leftBins, 0, bins[row]!) : bins[row]! <= bin;
    if (goesLeft) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
