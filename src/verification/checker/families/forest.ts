import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { type Features } from '../features.js';
import { largest, mean, range, relativeDifference, square } from '../numeric.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { type Criterion } from './criterion.js';
import { checkEnsemble } from './ensemble.js';
import { type NodeReview } from './growth.js';
import { Trees } from './trees.js';

/** Mean of the trees' leaf values, rows × outputs, row-major. */
export function forestMeans(p: TensorMap, features: Features): Float64Array {
  const trees = new Trees(p, features);
  const means = new Float64Array(features.rows * trees.outputs);
  const every = range(features.rows);
  trees.roots.forEach((_, tree) => addLeaves(trees, tree, every, means));
  return means.map((value) => value / trees.roots.length);
}

/** To the sums of each row and output the values of the leaf that the row ends at. */
function addLeaves(trees: Trees, tree: number, rows: Uint32Array, sums: Float64Array): void {
  const { outputs } = trees;
  for (const [leaf, own] of trees.leaves(tree, rows))
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < own.length; i++) sums[own[i]! * outputs + k]! += trees.value(leaf, k);
}

/** What the leaves average: a target, or the share of each class; of two classes that of the second alone. */
export type Goal =
  | { readonly values: Float64Array; readonly isClasses: boolean }
  | { readonly labels: Int32Array; readonly classes: number };

/**
 * Random forest (Breiman, Machine Learning 45, 2001): each tree's bootstrap and features are drawn again from its stream; of
 * the features that a node looks at, no split has a larger Gini or variance gain.
 */
export function checkForest(p: TensorMap, settings: Settings, features: Features, goal: Goal, seed: number): Check[] {
  const trees = new Trees(p, features);
  const { rows } = features;
  const every = range(rows);
  const count = features.columns.length;
  const outputs = 'labels' in goal ? goal.classes : 1;
  const share = settings.optional('feature_fraction');
  const usual = 'labels' in goal || goal.isClasses ? Math.floor(Math.sqrt(count)) : Math.ceil(count / 3);
  const looks = Math.max(1, share === null ? usual : Math.ceil(share * count));
  const depths = settings.optional('max_depth') ?? Infinity;
  const [bag, votes] = [new Float64Array(rows * outputs), new Float64Array(rows)];
  let left: Uint32Array = new Uint32Array(0);
  const grow = (tree: number) => {
    const random = new Replay(seed, `forest.tree.${tree}`);
    const weights = new Float64Array(rows);
    for (let i = 0; i < rows; i++) weights[random.below(rows)]!++;
    left = every.filter((row) => weights[row] === 0);
    const order = [...range(count)];
    const criterion = impurity(goal, weights, settings.number('min_leaf'));
    const drawn = every.filter((row) => weights[row]! > 0);
    return { rows: drawn, criterion, candidates: () => drawFeatures(order, random), looks, depths };
  };
  const passedOver = (tree: number, nodes: readonly NodeReview[]) => {
    for (const row of left) votes[row]!++;
    addLeaves(trees, tree, left, bag);
    return largest(nodes.length, (i) => (Math.max(0, nodes[i]!.best) - nodes[i]!.made) / nodes[i]!.size);
  };
  const isAsked = settings.number('trees') === trees.roots.length && trees.outputs === outputs;
  const checks = checkEnsemble(p, trees, seed, isAsked, grow, passedOver);
  const stored = tensorOf(p, 'out_of_bag', Float64Array);
  const bagError = largest(bag.length, (at) => {
    const own = votes[Math.floor(at / outputs)]!;
    if (own === 0) return stored[at] === stored[at] ? Infinity : 0;
    return relativeDifference(stored[at]!, bag[at]! / own);
  });
  return [...checks, found('out_of_bag', `all ${trees.roots.length} trees, ${rows} rows`, bagError)];
}

/** Features one by one, by a shuffle that goes on where the last node left the list. */
function* drawFeatures(order: number[], random: Replay): Generator<number> {
  for (let last = order.length - 1; last >= 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
    yield order[last]!;
  }
}

/** Of a row that was drawn w times: w as H, and w, or w times a number about its mean, as G. */
function impurity(goal: Goal, weights: Float64Array, least: number): Criterion {
  const common = { weights, lambda: 0, least, rate: 1, smoothing: 0, alone: 0, most: Infinity };
  if ('labels' in goal) {
    const { labels, classes } = goal;
    return { ...common, amounts: weights, lanes: labels, squares: weights, outputs: classes, unit: 1, offset: 0 };
  }
  // Shares of a class stay whole numbers, so that equal ones are equal.
  const offset = goal.isClasses ? 0 : mean(goal.values);
  const y = goal.values.map((value) => value - offset);
  const [amounts, squares] = [y.map((value, row) => weights[row]! * value), y.map(square)];
  return {
    ...common,
    amounts,
    lanes: new Uint8Array(y.length),
    squares: squares.map((value, row) => weights[row]! * value),
    outputs: 1,
    unit: Math.max(Math.sqrt(mean(squares)), Number.MIN_VALUE),
    offset,
  };
}
