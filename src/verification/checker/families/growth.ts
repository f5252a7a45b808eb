import { largest, sum } from '../numeric.js';
import { addRows, choiceOf, type Criterion, scoreOf } from './criterion.js';
import { type Trees } from './trees.js';

/** How one tree was grown. */
export interface Growth {
  readonly rows: Uint32Array;
  readonly criterion: Criterion;
  /** the features that a node may look at: the same for all, or drawn one by one */
  readonly candidates: readonly number[] | (() => Iterable<number>);
  /** how many of those that vary among its rows */
  readonly looks: number;
  readonly depths: number;
  /** whether splits are compared with all others, or leaves alone are looked at */
  readonly compares: boolean;
}

/** A node as the checker sees it. Gains are relative to nothing: `size` is what they are differences of. */
export interface NodeReview {
  readonly node: number;
  readonly rows: Uint32Array;
  readonly depth: number;
  /** of the split that was made: 0 at a leaf, −∞ where the node was not to look at its feature */
  readonly made: number;
  readonly best: number;
  readonly size: number;
  /** of a leaf: its distance from offset + rate·G/(H + λ) */
  readonly leafError: number;
}

interface Open {
  readonly node: number;
  readonly rows: Uint32Array;
  readonly depth: number;
  /** the sums of all rows, and of each bin where the parent's were known */
  readonly whole: Float64Array;
  readonly bins: Float64Array | null;
}

/** The nodes of a tree, each before its children and left before right, with the rows that reach it. */
export function review(trees: Trees, tree: number, growth: Growth): NodeReview[] {
  const { criterion } = growth;
  const scratch = new Float64Array(trees.binOffsets.at(-1)! * (2 + criterion.outputs));
  const wholeOf = (rows: Uint32Array) => {
    const whole = new Float64Array(2 + criterion.outputs);
    addRows(whole, rows, criterion);
    return whole;
  };
  const root = growth.rows.slice();
  const open: Open[] = [
    { node: trees.roots[tree]!, rows: root, depth: 0, whole: wholeOf(root), bins: sharedBins(trees, root, growth) },
  ];
  const reviews: NodeReview[] = [];
  for (let at = open.pop(); at; at = open.pop()) {
    const { node, rows, depth, whole } = at;
    const isLeaf = trees.isLeaf(node);
    const parts = isLeaf ? [] : trees.divide(node, rows);
    const wholes = parts.map(wholeOf);
    const gains = growth.compares ? gainsAt(trees, at, wholes, scratch, growth) : { made: 0, best: 0 };
    const squares = sum(rows.length, (i) => criterion.squares[rows[i]!]!);
    const size = Math.abs(squares - scoreOf(whole, criterion, 0, false)) + criterion.unit * criterion.unit;
    reviews.push({ node, rows, depth, ...gains, size, leafError: isLeaf ? leafError(trees, at, criterion) : 0 });
    const bins = at.bins && !isLeaf ? divideBins(trees, at.bins, parts, growth) : [null, null];
    for (const side of isLeaf ? [] : [1, 0]) {
      const child = { node: trees.left[node]! + side, depth: depth + 1 };
      open.push({ ...child, rows: parts[side]!, whole: wholes[side]!, bins: bins[side]! });
    }
  }
  return reviews;
}

/** Sums of every bin, where all nodes look at the same features. */
function sharedBins(trees: Trees, rows: Uint32Array, { candidates, compares, criterion }: Growth): Float64Array | null {
  if (!compares || typeof candidates === 'function') return null;
  const stride = 2 + criterion.outputs;
  const bins = new Float64Array(trees.binOffsets.at(-1)! * stride);
  for (const f of candidates) addRows(bins, rows, criterion, trees.bins[f], trees.binOffsets[f]! * stride);
  return bins;
}

/** The sums of the smaller child, and, in place of the parent's, those of the other. Numbers of rows stay exact. */
function divideBins(trees: Trees, bins: Float64Array, [left, right]: readonly Uint32Array[], growth: Growth) {
  const isLeft = left!.length <= right!.length;
  const less = sharedBins(trees, isLeft ? left! : right!, growth)!;
  for (let at = 0; at < bins.length; at++) bins[at]! -= less[at]!;
  return isLeft ? [less, bins] : [bins, less];
}

function gainsAt(
  trees: Trees,
  { node, rows, depth, whole, bins }: Open,
  wholes: readonly Float64Array[],
  scratch: Float64Array,
  { criterion, candidates, looks, depths }: Growth,
): { made: number; best: number } {
  let [made, best, looked] = [wholes.length > 0 ? -Infinity : 0, -Infinity, 0];
  if (depth >= depths || rows.length < 2) return { made, best };
  for (const f of typeof candidates === 'function' ? candidates() : candidates) {
    const [from, to] = [trees.binOffsets[f]! * whole.length, trees.binOffsets[f + 1]! * whole.length];
    if (!bins) addRows(scratch.fill(0, from, to), rows, criterion, trees.bins[f], from);
    const choice = choiceOf((bins ?? scratch).subarray(from, to), whole, trees.isCategory(f), criterion);
    if (choice.held < 2) continue;
    const parent = scoreOf(whole, criterion, choice.more, false);
    best = Math.max(best, choice.best - parent);
    if (trees.feature[node] === f)
      made = wholes.reduce((all, part) => all + scoreOf(part, criterion, choice.more), -parent);
    if (++looked === looks) break;
  }
  return { made, best };
}

function leafError(
  trees: Trees,
  { node, rows, whole }: Open,
  { offset, rate, lambda, unit, outputs }: Criterion,
): number {
  const weight = whole[1]! + lambda;
  const size = Math.abs(offset) + (Math.abs(rate) * (unit * rows.length)) / weight;
  return largest(outputs, (k) => {
    const expected = weight > 0 ? offset + (rate * whole[2 + k]!) / weight : offset;
    return Math.abs(trees.value(node, k) - expected) / Math.min(Math.max(size, Number.MIN_VALUE), Number.MAX_VALUE);
  });
}
