import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { log, sigmoid } from '../elementary.js';
import { type Features } from '../features.js';
import { countsOf, largest, mean, range, vector } from '../numeric.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, numbers } from '../tensors.js';
import { softmax } from './linear.js';
import { type Criterion } from './criterion.js';
import { checkEnsemble } from './ensemble.js';
import { type NodeReview } from './growth.js';
import { Trees } from './trees.js';

/** A loss of each row, with its first and second derivative by the score of output k. */
export interface Loss {
  readonly base: Float64Array;
  derivatives(scores: readonly Float64Array[]): (k: number) => [gradient: Float64Array, hessian: Float64Array];
}

/** ½(y − f)², from the mean */
export const squaredLoss = (y: Float64Array): Loss => ({
  base: Float64Array.of(mean(y)),
  derivatives:
    ([f]) =>
    () => [f!.map((score, row) => score - y[row]!), new Float64Array(y.length).fill(1)],
});

/** −ln p(class), from the shares of the classes; more than two as in Friedman (Ann. Stat. 29, 2001), algorithm 6. */
export function logLoss(labels: Int32Array, classes: number): Loss {
  const n = labels.length;
  const shares = Float64Array.from(countsOf(labels, classes), (count) => count / n);
  const two = classes === 2;
  const factor = two ? 1 : classes / (classes - 1);
  return {
    base: two ? Float64Array.of(log(shares[1]! / shares[0]!)) : shares.map(log),
    derivatives(scores) {
      const p = two ? scores[0]!.map(sigmoid) : softmax(scores, n);
      return (k) => {
        const own = two ? p : vector(n, (row) => p[row * classes + k]!);
        const positive = two ? 1 : k;
        const gradient = vector(n, (row) => own[row]! - (labels[row] === positive ? 1 : 0));
        return [gradient, vector(n, (row) => factor * own[row]! * (1 - own[row]!))];
      };
    },
  };
}

/** Scores of each output: its base, then the leaves of its trees in order. */
export function boostedScores(p: TensorMap, features: Features): Float64Array[] {
  const trees = new Trees(p, features);
  const scores = Array.from(numbers(p, 'base'), (base) => new Float64Array(features.rows).fill(base));
  const every = range(features.rows);
  trees.roots.forEach((_, tree) => addLeaves(trees, scores[tree % scores.length]!, trees.leaves(tree, every)));
  return scores;
}

function addLeaves(trees: Trees, scores: Float64Array, leaves: Iterable<readonly [leaf: number, rows: Uint32Array]>) {
  for (const [leaf, rows] of leaves) {
    const value = trees.value(leaf);
    for (let i = 0; i < rows.length; i++) scores[rows[i]!]! += value;
  }
}

/**
 * Gradient boosting of second order (Friedman 2001; Chen & Guestrin, KDD 2016): each tree was grown best first on the
 * derivatives at the scores of the rounds before, gain ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ)], leaf −ηG/(H+λ).
 * Derivatives were rounded to 2⁻³⁰ of the largest, so that a gain is known to a share of that only: class GAP.
 */
export function checkBoosting(p: TensorMap, settings: Settings, features: Features, loss: Loss, seed: number): Check[] {
  const trees = new Trees(p, features);
  const { rows: count, columns } = features;
  const outputs = loss.base.length;
  const scores = Array.from(numbers(p, 'base', outputs), (value) => new Float64Array(count).fill(value));
  const sampler = new Replay(seed, 'boosting.sample');
  const depths = settings.optional('max_depth') ?? Infinity;
  const share = settings.number('row_fraction');
  const rounds = settings.optional('trees');
  const isAsked = rounds === null || rounds * outputs === trees.roots.length;
  let derivatives = loss.derivatives(scores);
  let others: number[] = [];
  const grow = (tree: number) => {
    if (tree % outputs === 0) derivatives = loss.derivatives(scores);
    others = [];
    // Row i stays if its draw is below the share.
    const rows = range(count).filter((row) => share === 1 || sampler.uniform() < share || !others.push(row));
    const candidates = sampleFeatures(sampler, settings.number('feature_fraction'), columns.length);
    return {
      rows,
      criterion: newton(derivatives(tree % outputs), rows, settings),
      candidates,
      looks: Infinity,
      depths,
    };
  };
  const passedOver = (tree: number, nodes: readonly NodeReview[]) => {
    const own = scores[tree % outputs]!;
    addLeaves(trees, own, trees.leaves(tree, Uint32Array.from(others)));
    const ends = nodes.filter(({ node }) => trees.isLeaf(node));
    addLeaves(
      trees,
      own,
      ends.map(({ node, rows }) => [node, rows]),
    );
    return growthError(trees, nodes, settings, depths);
  };
  const base = found('base', `all ${count} rows`, differenceOf(p, { base: loss.base }));
  return [base, ...checkEnsemble(p, trees, seed, isAsked, grow, passedOver)];
}

/** By how much a better split was passed over while the tree grew best first, relatively; children are numbered as they came. */
function growthError(trees: Trees, nodes: readonly NodeReview[], settings: Settings, depths: number): number {
  const leaves = settings.number('max_leaves');
  // Twice the gain of the formula is what is compared here.
  const least = 2 * settings.number('min_gain');
  const byId = new Map(nodes.map((entry) => [entry.node, entry]));
  const open = new Set([nodes[0]!]);
  const inner = nodes.filter(({ node }) => !trees.isLeaf(node));
  let worst = 0;
  const compare = (gain: number) => {
    for (const { best, size, depth } of open) if (depth < depths) worst = Math.max(worst, (best - gain) / size);
  };
  for (const entry of inner.sort((a, b) => trees.left[a.node]! - trees.left[b.node]!)) {
    compare(entry.made);
    worst = Math.max(worst, (least - entry.made) / entry.size);
    open.delete(entry);
    for (const child of [0, 1]) open.add(byId.get(trees.left[entry.node]! + child)!);
  }
  // A tree that stops before its last leaf had nothing left to gain.
  if (open.size < leaves) compare(least);
  return open.size > leaves ? Infinity : worst;
}

/** Sums of second and first derivatives; sets of levels pay 10 more of λ (Ke et al., NeurIPS 2017, LightGBM's cat_smooth). */
function newton(
  [gradient, hessian]: readonly [Float64Array, Float64Array],
  rows: Uint32Array,
  settings: Settings,
): Criterion {
  return {
    weights: hessian,
    amounts: gradient,
    lanes: new Uint8Array(gradient.length),
    squares: new Float64Array(gradient.length),
    outputs: 1,
    lambda: settings.number('l2'),
    least: settings.number('min_child_weight'),
    unit: Math.max(
      largest(rows.length, (i) => Math.abs(gradient[rows[i]!]!)),
      Number.MIN_VALUE,
    ),
    offset: 0,
    rate: -settings.number('learning_rate'),
    smoothing: 10,
    alone: 4,
    most: 32,
  };
}

/** The first ⌈share·count⌉ of a shuffled list. */
function sampleFeatures(sampler: Replay, share: number, count: number): number[] {
  const all = [...range(count)];
  return share === 1 ? all : sampler.shuffle(all).slice(0, Math.ceil(share * count));
}
