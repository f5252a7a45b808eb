import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { type Features } from '../features.js';
import { average } from '../metrics.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { backward, exact, gap } from '../verdict.js';
import { bestScore, binFaults, type Criterion, sampleTrees, Trees } from './trees.js';

/** Mean of the trees' leaf values, rows × outputs, row-major. */
export function forestMeans(p: TensorMap, features: Features): Float64Array {
  const trees = new Trees(p, features);
  const means = new Float64Array(features.rows * trees.outputs);
  trees.roots.forEach((_, tree) => {
    trees.leaves(tree).forEach((leaf, row) => {
      for (let k = 0; k < trees.outputs; k++) means[row * trees.outputs + k]! += trees.value(leaf, k);
    });
  });
  return means.map((sum) => sum / trees.roots.length);
}

/** What the leaves average: a target, or the share of each class; of two classes that of the second alone. */
export type Goal =
  | { readonly values: Float64Array; readonly isClasses: boolean }
  | { readonly labels: Int32Array; readonly classes: number };

/**
 * Random forest (Breiman, Machine Learning 45, 2001): each tree's bootstrap and features are drawn again from its stream; of
 * the features that a node looks at, no split has a larger Gini or variance gain (CART, Breiman et al. 1984).
 */
export function checkForest(p: TensorMap, settings: Settings, features: Features, goal: Goal, seed: number): Check[] {
  const trees = new Trees(p, features);
  const { rows } = features;
  const count = features.columns.length;
  const outputs = 'labels' in goal ? goal.classes : 1;
  const isClasses = 'labels' in goal || goal.isClasses;
  const share = settings.optional('feature_fraction');
  const usual = isClasses ? Math.floor(Math.sqrt(count)) : Math.ceil(count / 3);
  const looks = Math.max(1, share === null ? usual : Math.ceil(share * count));
  const depths = settings.optional('max_depth') ?? Infinity;
  const { chosen, scope } = sampleTrees(p, trees, seed);
  const bag = new Float64Array(rows * outputs);
  const votes = new Float64Array(rows);
  let [leafError, gainError, illegal] = [0, 0, 0];
  trees.roots.forEach((_, tree) => {
    const random = new Replay(seed, `forest.tree.${tree}`);
    const weights = new Float64Array(rows);
    for (let i = 0; i < rows; i++) weights[random.below(rows)]!++;
    const criterion = impurity(goal, weights, settings.number('min_leaf'));
    const drawn = [...weights.keys()].filter((row) => weights[row]! > 0);
    const features = Array.from({ length: count }, (_, f) => f);
    trees.visit(tree, drawn, (node, own, depth) => {
      const sums = new Float64Array(criterion.lanes);
      for (const row of own) criterion.add(row, sums);
      if (trees.isLeaf(node)) {
        const expected = criterion.means(sums);
        expected.forEach((value, k) => {
          const size = Math.max(Math.abs(value), criterion.unit);
          leafError = Math.max(leafError, Math.abs(trees.value(node, k) - value) / size);
        });
      } else if (!trees.isLegal(node)) illegal++;
      if (!chosen.has(tree)) return;
      const splits = depth < depths && own.length > 1 ? lookAt(trees, own, features, looks, criterion, random) : [];
      const size = criterion.spread(sums) + criterion.unit * criterion.unit;
      const best = splits.reduce((max, { gain }) => Math.max(max, gain), 0);
      if (!trees.isLeaf(node)) {
        const made = gainOf(trees, node, own, criterion);
        const looked = splits.some(({ feature }) => feature === trees.featureOf(node));
        gainError = Math.max(gainError, looked ? (best - made) / size : Infinity);
      } else gainError = Math.max(gainError, best / size);
    });
    trees.leaves(tree).forEach((leaf, row) => {
      if (weights[row]! > 0) return;
      votes[row]!++;
      for (let k = 0; k < outputs; k++) bag[row * outputs + k]! += trees.value(leaf, k);
    });
  });
  const stored = tensorOf(p, 'out_of_bag', Float64Array);
  const bagError = bag.reduce((max, sum, at) => {
    const own = votes[Math.floor(at / outputs)]!;
    if (own === 0) return stored[at] === stored[at] ? Infinity : max;
    return Math.max(max, Math.abs(stored[at]! - sum / own) / Math.max(1, Math.abs(sum / own)));
  }, 0);
  const bins = binFaults(p, features);
  const all = `all ${trees.roots.length} trees, ${rows} rows`;
  return [
    exact(
      {
        id: 'structure',
        scope: `${all}; ${bins.given} numbers with more than 255 values, whose edges are taken as given`,
        implies: 'there are as many trees as asked for, bins follow their rule, and splits cut at their edges',
      },
      bins.faults + illegal + (settings.number('trees') === trees.roots.length && trees.outputs === outputs ? 0 : 1),
    ),
    gap({ id: 'leaves', scope: all, implies: 'every leaf is the mean of the drawn rows that reach it' }, leafError),
    gap(
      { id: 'splits', scope, implies: 'of the features that the seed lets a node look at, no split gains more' },
      gainError,
    ),
    backward(
      { id: 'out_of_bag', scope: all, implies: 'each is the mean of the trees that did not draw the row' },
      bagError,
    ),
  ];
}

/** The features that a node looks at, constant ones not counted, each with the gain of its best split. */
function lookAt(
  trees: Trees,
  rows: readonly number[],
  features: number[],
  looks: number,
  criterion: Criterion,
  random: Replay,
) {
  const splits: { feature: number; gain: number }[] = [];
  for (let last = features.length - 1; last >= 0 && splits.length < looks; last--) {
    const other = random.below(last + 1);
    [features[last], features[other]] = [features[other]!, features[last]!];
    const feature = features[last]!;
    const bins = trees.binSums(feature, rows, criterion);
    if (bins.length < 2) continue;
    const total = new Float64Array(criterion.lanes);
    for (const bin of bins) bin.forEach((value, lane) => (total[lane]! += value));
    splits.push({
      feature,
      gain: bestScore(bins, trees.isCategory(feature), criterion) - criterion.score(total, false),
    });
  }
  return splits;
}

function gainOf(trees: Trees, node: number, rows: readonly number[], criterion: Criterion): number {
  const sums = [0, 1, 2].map(() => new Float64Array(criterion.lanes));
  for (const row of rows) {
    criterion.add(row, sums[trees.goesLeft(node, row) ? 0 : 1]!);
    criterion.add(row, sums[2]!);
  }
  const [left, right, both] = sums.map((own) => criterion.score(own, false));
  return left! + right! - both!;
}

interface Impurity extends Criterion {
  means(sums: Float64Array): number[];
  /** what a perfect split would gain */
  spread(sums: Float64Array): number;
  /** size of a difference that counts */
  readonly unit: number;
}

/** Σ_k n_k²/n of classes, s²/n of numbers about their mean: Gini and variance, less what no split changes. */
function impurity(goal: Goal, weights: Float64Array, least: number): Impurity {
  if ('labels' in goal) {
    const { labels, classes } = goal;
    const weightOf = (sums: Float64Array) => sums.reduce((sum, n) => sum + n, 0);
    const score = (sums: Float64Array) => sums.reduce((sum, n) => sum + n * n, 0) / weightOf(sums);
    return {
      lanes: classes,
      unit: 1,
      add: (row, sums) => (sums[labels[row]!]! += weights[row]!),
      score: (sums) => (weightOf(sums) < least ? -Infinity : score(sums)),
      means: (sums) => [...sums].map((n) => n / weightOf(sums)),
      spread: (sums) => weightOf(sums) - score(sums),
      categories(bins) {
        const total = new Float64Array(classes);
        for (const bin of bins) bin.forEach((n, k) => (total[k]! += n));
        const most = total.indexOf(total.reduce((a, b) => Math.max(a, b), 0));
        return { single: false, key: (bin) => bin[most]! / weightOf(bin), most: Infinity };
      },
    };
  }
  const { values } = goal;
  // Shares of a class stay whole numbers, so that equal ones are equal.
  const center = goal.isClasses ? 0 : average(values);
  const unit = Math.max(Math.sqrt(average(values.map((y) => (y - center) * (y - center)))), Number.MIN_VALUE);
  return {
    lanes: 3,
    unit,
    add(row, sums) {
      const y = values[row]! - center;
      sums[0]! += weights[row]!;
      sums[1]! += weights[row]! * y;
      sums[2]! += weights[row]! * y * y;
    },
    score: ([n, s]) => (n! < least ? -Infinity : (s! * s!) / n!),
    means: ([n, s]) => [center + s! / n!],
    spread: ([n, s, squares]) => Math.max(0, squares! - (s! * s!) / n!),
    // Means that differ by rounding only are equal: then the lower bin comes first.
    categories: () => ({ single: false, key: ([n, s]) => Math.round(s! / n! / (unit * 1e-9)), most: Infinity }),
  };
}
