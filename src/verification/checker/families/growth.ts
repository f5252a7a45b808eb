import { createHash } from 'node:crypto';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { largest } from '../numeric.js';
import { Replay } from '../random.js';
import { numbers } from '../tensors.js';
import { bestScore, childScore, type Criterion, scoreOf } from './criterion.js';
import { type Trees } from './trees.js';

/** How one tree was grown. */
export interface Growth {
  readonly rows: readonly number[];
  readonly criterion: Criterion;
  /** the features that a node may look at, and how many of those that vary among its rows */
  readonly candidates: () => Iterable<number>;
  readonly looks: number;
  readonly depths: number;
  /** whether splits are compared with all others, or leaves alone are looked at */
  readonly compares: boolean;
}

/** A node as the checker sees it. Gains are relative to nothing: `size` is what they are differences of. */
export interface NodeReview {
  readonly node: number;
  readonly depth: number;
  /** of the split that was made: 0 at a leaf, −∞ where the node was not to look at its feature */
  readonly made: number;
  readonly best: number;
  readonly size: number;
  /** of a leaf: its distance from offset + rate·G/(H + λ) */
  readonly leafError: number;
}

/** The nodes of a tree, each before its children and left before right, with the rows that reach it. */
export function review(trees: Trees, tree: number, growth: Growth): NodeReview[] {
  const { criterion } = growth;
  const open: [number, readonly number[], number][] = [[trees.roots[tree]!, growth.rows, 0]];
  const reviews: NodeReview[] = [];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, rows, depth] = next;
    const sums = new Float64Array(criterion.lanes);
    for (const row of rows) criterion.add(row, sums);
    const sides = trees.isLeaf(node) ? null : rows.map((row) => trees.goesLeft(node, row));
    const gains = growth.compares ? gainsAt(trees, node, { rows, depth, sums, sides }, growth) : { made: 0, best: 0 };
    const size = Math.abs(sums[1]! - scoreOf(sums, criterion, 0)) + criterion.unit * criterion.unit;
    reviews.push({ node, depth, ...gains, size, leafError: sides ? 0 : leafError(trees, node, sums, rows, criterion) });
    if (!sides) continue;
    open.push([trees.left[node]! + 1, rows.filter((_, i) => !sides[i]), depth + 1]);
    open.push([trees.left[node]!, rows.filter((_, i) => sides[i]), depth + 1]);
  }
  return reviews;
}

function gainsAt(
  trees: Trees,
  node: number,
  at: { rows: readonly number[]; depth: number; sums: Float64Array; sides: readonly boolean[] | null },
  { criterion, candidates, looks, depths }: Growth,
): { made: number; best: number } {
  let [made, best, looked] = [at.sides ? -Infinity : 0, -Infinity, 0];
  if (at.depth >= depths || at.rows.length < 2) return { made, best };
  for (const f of candidates()) {
    const bins = trees.binSums(f, at.rows, criterion);
    if (bins.length < 2) continue;
    const isCategory = trees.isCategory(f);
    const more = isCategory && bins.length > criterion.alone ? criterion.smoothing : 0;
    const parent = scoreOf(at.sums, criterion, more);
    best = Math.max(best, bestScore(bins, at.sums, isCategory, criterion) - parent);
    if (at.sides && trees.feature[node] === f) {
      const [left, right] = [new Float64Array(criterion.lanes), new Float64Array(criterion.lanes)];
      at.rows.forEach((row, i) => criterion.add(row, at.sides![i] ? left : right));
      made = childScore(left, criterion, more) + childScore(right, criterion, more) - parent;
    }
    if (++looked === looks) break;
  }
  return { made, best };
}

function leafError(
  trees: Trees,
  node: number,
  sums: Float64Array,
  rows: readonly number[],
  { offset, rate, lambda, unit }: Criterion,
): number {
  const weight = sums[0]! + lambda;
  const size = Math.abs(offset) + (Math.abs(rate) * (unit * rows.length)) / weight;
  return largest(trees.outputs, (k) => {
    const expected = weight > 0 ? offset + (rate * sums[2 + k]!) / weight : offset;
    return Math.abs(trees.value(node, k) - expected) / Math.min(Math.max(size, Number.MIN_VALUE), Number.MAX_VALUE);
  });
}

/** Cells that may be looked at for the splits of one file. */
const BUDGET = 3e8;

/** The trees whose splits are compared with all others: every tree where that is cheap, else a draw that follows from the leaves. */
export function sampleTrees(p: TensorMap, trees: Trees, seed: number): { chosen: ReadonlySet<number>; scope: string } {
  const all = trees.roots.length;
  const { rows, columns } = trees.features;
  const most = Math.max(10, Math.floor(BUDGET / (rows * columns.length * 8)));
  if (most >= all) return { chosen: new Set(trees.roots.keys()), scope: `all ${all} trees` };
  const leaves = createHash('sha256')
    .update(new Uint8Array(numbers(p, 'leaves.value').buffer))
    .digest('hex');
  const order = new Replay(seed, leaves).shuffle([...trees.roots.keys()]);
  const missed = Math.round(100 * (1 - most / all));
  return {
    chosen: new Set(order.slice(0, most)),
    scope: `${most} of ${all} trees at random: a fault in one tree is missed with probability ${missed} %`,
  };
}
