import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { log, sigmoid } from '../elementary.js';
import { type Features } from '../features.js';
import { average } from '../metrics.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { numbers } from '../tensors.js';
import { backward, exact, gap } from '../verdict.js';
import { softmax } from './linear.js';
import { bestScore, binFaults, type Criterion, sampleTrees, Trees } from './trees.js';

/** A loss of each row, with its first and second derivative by the score of output k. */
export interface Loss {
  readonly base: Float64Array;
  derivatives(scores: readonly Float64Array[]): (k: number) => [gradient: Float64Array, hessian: Float64Array];
}

/** ½(y − f)², from the mean */
export const squaredLoss = (y: Float64Array): Loss => ({
  base: Float64Array.of(average(y)),
  derivatives:
    ([f]) =>
    () => [f!.map((score, row) => score - y[row]!), new Float64Array(y.length).fill(1)],
});

/** −ln p(class), from the shares of the classes; more than two as in Friedman (Ann. Stat. 29, 2001), algorithm 6. */
export function logLoss(labels: Int32Array, classes: number): Loss {
  const isClass = (k: number) => Float64Array.from(labels, (label) => (label === k ? 1 : 0));
  const shares = Float64Array.from({ length: classes }, (_, k) => average(isClass(k)));
  const two = classes === 2;
  return {
    base: two ? Float64Array.of(log(shares[1]! / shares[0]!)) : shares.map(log),
    derivatives(scores) {
      const p = two ? scores[0]!.map(sigmoid) : softmax(scores, labels.length);
      return (k) => {
        const own = two ? p : Float64Array.from(labels, (_, row) => p[row * classes + k]!);
        const y = isClass(two ? 1 : k);
        const factor = two ? 1 : classes / (classes - 1);
        return [own.map((share, row) => share - y[row]!), own.map((share) => factor * share * (1 - share))];
      };
    },
  };
}

/** Scores of each output: its base, then the leaves of its trees in order. */
export function boostedScores(p: TensorMap, features: Features): Float64Array[] {
  const trees = new Trees(p, features);
  const scores = Array.from(numbers(p, 'base'), (base) => new Float64Array(features.rows).fill(base));
  trees.roots.forEach((_, tree) => {
    const own = scores[tree % scores.length]!;
    trees.leaves(tree).forEach((leaf, row) => (own[row]! += trees.value(leaf)));
  });
  return scores;
}

/**
 * Gradient boosting of second order (Friedman 2001; Chen & Guestrin, KDD 2016): each tree was grown best first on the
 * derivatives at the scores of the rounds before, gain ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ)], leaf −ηG/(H+λ).
 * Derivatives were rounded to 2⁻³⁰ of the largest, so that a gain is known to a share of that only: class GAP.
 */
export function checkBoosting(p: TensorMap, settings: Settings, features: Features, loss: Loss, seed: number): Check[] {
  const trees = new Trees(p, features);
  const base = numbers(p, 'base', loss.base.length);
  const outputs = base.length;
  const rate = settings.number('learning_rate');
  const lambda = settings.number('l2');
  const most = settings.number('max_leaves');
  const depths = settings.optional('max_depth') ?? Infinity;
  const scores = Array.from(base, (value) => new Float64Array(features.rows).fill(value));
  const sampler = new Replay(seed, 'boosting.sample');
  const { chosen, scope } = sampleTrees(p, trees, seed);
  let [leafError, gainError, illegal] = [0, 0, 0];
  let derivatives = loss.derivatives(scores);
  trees.roots.forEach((_, tree) => {
    const k = tree % outputs;
    if (k === 0) derivatives = loss.derivatives(scores);
    const [gradient, hessian] = derivatives(k);
    const rows = sampleRows(sampler, settings.number('row_fraction'), features.rows);
    const allowed = sampleFeatures(sampler, settings.number('feature_fraction'), features.columns.length);
    const largest = rows.reduce((max, row) => Math.max(max, Math.abs(gradient[row]!)), Number.MIN_VALUE);
    const criterion = newton([gradient, hessian], lambda, settings.number('min_child_weight'), largest);
    const nodes: Node[] = [];
    trees.visit(tree, rows, (node, own, depth) => {
      const sums = new Float64Array(2);
      for (const row of own) criterion.add(row, sums);
      const [g, h] = [sums[0]!, sums[1]!];
      if (trees.isLeaf(node)) {
        const expected = h + lambda > 0 ? (-rate * g) / (h + lambda) : 0;
        const size = (rate * own.length * largest) / Math.max(h + lambda, Number.MIN_VALUE);
        leafError = Math.max(leafError, Math.abs(trees.value(node) - expected) / Math.max(size, Number.MIN_VALUE));
      } else {
        if (!trees.isLegal(node) || !allowed.includes(trees.featureOf(node)) || depth >= depths) illegal++;
      }
      if (chosen.has(tree)) nodes.push({ node, rows: own, depth, ...gainsOf(trees, node, own, allowed, criterion) });
    });
    if (chosen.has(tree)) {
      const least = settings.number('min_gain');
      gainError = Math.max(gainError, replayGrowth(trees, tree, nodes, { most, depths, least }, largest * largest));
    }
    trees.leaves(tree).forEach((leaf, row) => (scores[k]![row]! += trees.value(leaf)));
  });
  const bins = binFaults(p, features);
  const rounds = settings.optional('trees');
  const all = `all ${trees.roots.length} trees, ${features.rows} rows`;
  return [
    backward(
      { id: 'base', scope: all, implies: 'boosting starts from the mean or the shares of the classes' },
      base.reduce((max, value, k) => Math.max(max, Math.abs(value - loss.base[k]!) / Math.max(1, Math.abs(value))), 0),
    ),
    exact(
      {
        id: 'structure',
        scope: `${all}; ${bins.given} numbers with more than 255 values, whose edges are taken as given`,
        implies: 'bins follow their rule, splits cut at their edges, rows and features are those that the seed draws',
      },
      bins.faults + illegal + (rounds !== null && rounds * outputs !== trees.roots.length ? 1 : 0),
    ),
    gap({ id: 'leaves', scope: all, implies: 'every leaf is −η G/(H + λ) of the rows that reach it' }, leafError),
    gap(
      { id: 'splits', scope, implies: 'no legal split of an open leaf gains more than the one that was made' },
      gainError,
    ),
  ];
}

interface Node {
  readonly node: number;
  readonly rows: readonly number[];
  readonly depth: number;
  /** of the split that was made; 0 at a leaf */
  readonly gain: number;
  readonly best: number;
  /** what the gains are differences of */
  readonly size: number;
}

/** By how much a better split was passed over while the tree grew best first, relatively; children are numbered as they came. */
function replayGrowth(
  trees: Trees,
  tree: number,
  nodes: readonly Node[],
  { most, depths, least }: { most: number; depths: number; least: number },
  unit: number,
): number {
  const byId = new Map(nodes.map((entry) => [entry.node, entry]));
  const open = new Set([byId.get(trees.roots[tree]!)!]);
  const made = nodes
    .filter(({ node }) => !trees.isLeaf(node))
    .sort((a, b) => trees.leftOf(a.node) - trees.leftOf(b.node));
  let worst = 0;
  const compare = (gain: number) => {
    for (const { best, size, depth } of open)
      if (depth < depths) worst = Math.max(worst, (best - gain) / (size + unit));
  };
  for (const entry of made) {
    compare(entry.gain);
    worst = Math.max(worst, (least - entry.gain) / (entry.size + unit));
    open.delete(entry);
    for (const child of [0, 1]) open.add(byId.get(trees.leftOf(entry.node) + child)!);
  }
  // A tree that stops before its last leaf had nothing left to gain.
  if (open.size < most) compare(least);
  return open.size > most ? Infinity : worst;
}

function gainsOf(
  trees: Trees,
  node: number,
  rows: readonly number[],
  allowed: readonly number[],
  criterion: Criterion,
) {
  const gainIn = (f: number, score: (bins: readonly Float64Array[]) => number) => {
    const bins = trees.binSums(f, rows, criterion);
    const total = new Float64Array(2);
    for (const bin of bins) bin.forEach((value, lane) => (total[lane]! += value));
    const many = trees.isCategory(f) && bins.length > 0 && !criterion.categories(bins).single;
    const parent = criterion.score(total, many);
    return { gain: (score(bins) - parent) / 2, size: Math.abs(parent) };
  };
  const candidates = allowed.map((f) => gainIn(f, (bins) => bestScore(bins, trees.isCategory(f), criterion)));
  const best = candidates.reduce((max, { gain }) => Math.max(max, gain), -Infinity);
  const size = candidates.reduce((max, candidate) => Math.max(max, candidate.size), 0);
  if (trees.isLeaf(node)) return { gain: 0, best, size };
  const f = trees.featureOf(node);
  const sumsOf = (isLeft: boolean) => {
    const sums = new Float64Array(2);
    for (const row of rows) if (trees.goesLeft(node, row) === isLeft) criterion.add(row, sums);
    return sums;
  };
  const { gain } = gainIn(f, (bins) => {
    const many = trees.isCategory(f) && !criterion.categories(bins).single;
    return criterion.score(sumsOf(true), many) + criterion.score(sumsOf(false), many);
  });
  return { gain, best, size: Math.max(size, Math.abs(gain)) };
}

/** Bins without Hessian are not looked at; sets of levels pay 10 more of λ, ordered by G/(H + 10) (Ke et al., NeurIPS 2017). */
function newton(
  [gradient, hessian]: readonly [Float64Array, Float64Array],
  lambda: number,
  least: number,
  unit: number,
): Criterion {
  return {
    lanes: 2,
    add(row, sums) {
      sums[0]! += gradient[row]!;
      sums[1]! += hessian[row]!;
    },
    score([g, h], many) {
      // At the very boundary rounding decides: neither required nor forbidden.
      return h! < least * (1 - 1e-7) || h! <= 0 ? -Infinity : (g! * g!) / (h! + lambda + (many ? 10 : 0));
    },
    // Keys that differ by rounding only are equal: then the lower bin comes first.
    categories: (bins) => ({
      single: bins.length <= 4,
      key: ([g, h]) => Math.round(g! / (h! + 10) / (unit * 1e-9)),
      most: 32,
    }),
  };
}

/** Row i stays if its draw is below the share. */
function sampleRows(sampler: Replay, share: number, rows: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  return share === 1 ? all : all.filter(() => sampler.uniform() < share);
}

/** The first ⌈share·count⌉ of a shuffled list. */
function sampleFeatures(sampler: Replay, share: number, count: number): number[] {
  const all = Array.from({ length: count }, (_, f) => f);
  return share === 1 ? all : sampler.shuffle(all).slice(0, Math.ceil(share * count));
}
