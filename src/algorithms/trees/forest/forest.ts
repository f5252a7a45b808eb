import { type Features, type FitContext, type TensorLike } from '../../contract.js';
import { RandomStream } from '../../random/stream.js';
import { float64Tensor } from '../../tabular/tensors.js';
import { applyBins, type BinMapper, learnBins, mapperFromTensors, mapperToTensors } from '../binning/mapper.js';
import { EnsembleBuilder } from '../builder.js';
import { ensembleFromTensors, ensembleToTensors, routeAll, RoutedRows, type TreeEnsemble } from '../ensemble.js';
import { type ForestRules, growForestTree } from './grow.js';
import { type ForestTarget, outputsOf } from './target.js';

export interface Forest {
  readonly mapper: BinMapper;
  readonly ensemble: TreeEnsemble;
  /** training rows × outputs, row-major: mean of the trees that did not draw the row; NaN where all did */
  readonly outOfBag: Float64Array;
}

/** Random forest (Breiman 2001): tree t is grown on as many draws with replacement as there are rows, from its own stream. */
export function growForest(
  features: Features,
  target: ForestTarget,
  trees: number,
  rules: ForestRules,
  context: FitContext,
): Forest {
  const outputs = outputsOf(target);
  const mapper = learnBins(features);
  const binned = applyBins(mapper, features);
  const builder = new EnsembleBuilder(outputs);
  const routed = new RoutedRows(mapper, features);
  const outOfBag = new Float64Array(features.rows * outputs);
  const votes = new Float64Array(features.rows);
  for (let tree = 0; tree < trees; tree++) {
    const stream = new RandomStream(context.seed, `forest.tree.${tree}`);
    const weights = new Float64Array(features.rows);
    for (let i = 0; i < features.rows; i++) weights[stream.below(features.rows)]!++;
    growForestTree(builder, mapper, binned, target, weights, rules, stream);
    const { leafValues } = builder.view();
    const leaves = routed.leaves(builder.view(), tree);
    for (let i = 0; i < features.rows; i++) {
      if (weights[i]! > 0) continue;
      votes[i]!++;
      for (let k = 0; k < outputs; k++) outOfBag[i * outputs + k]! += leafValues[leaves[i]! * outputs + k]!;
    }
    context.onProgress?.((tree + 1) / trees, `${tree + 1} of ${trees} trees`);
  }
  for (let i = 0; i < outOfBag.length; i++) outOfBag[i]! /= votes[Math.floor(i / outputs)]!;
  return { mapper, ensemble: builder.build(), outOfBag };
}

/** Rows × outputs, row-major: the mean of the trees' leaf values, summed in the order of the trees. */
export function forestMeans({ mapper, ensemble }: Forest, features: Features): Float64Array {
  const { outputs, leafValues, roots } = ensemble;
  const means = new Float64Array(features.rows * outputs);
  routeAll(mapper, ensemble, features, (_, leaves, firstRow) => {
    for (let i = 0, at = firstRow * outputs; i < leaves.length; i++)
      for (let k = 0; k < outputs; k++) means[at++]! += leafValues[leaves[i]! * outputs + k]!;
  });
  for (let i = 0; i < means.length; i++) means[i]! /= roots.length;
  return means;
}

/**
 * Bins as in mapperToTensors, trees as in ensembleToTensors; `out_of_bag` F64 [training rows, outputs]: the mean over the
 * trees that did not draw the row, NaN where every tree did. Tree t draws from RandomStream(seed, `forest.tree.<t>`): first
 * below(rows) as often as there are rows (a row's weight is how often it came), then at each node, depth first and left
 * before right, features by Fisher–Yates from the list that the node before left behind. Outputs: the share of each class for
 * more than two, the share of class 1 for two, or a mean. The leaf values are those of the weighted rows that reach the leaf.
 */
export function forestToTensors({ mapper, ensemble, outOfBag }: Forest): Map<string, TensorLike> {
  return new Map([
    ...mapperToTensors(mapper),
    ...ensembleToTensors(ensemble),
    ['out_of_bag', { shape: [outOfBag.length / ensemble.outputs, ensemble.outputs], data: outOfBag }],
  ]);
}

export function forestFromTensors(tensors: ReadonlyMap<string, TensorLike>): Forest {
  return {
    mapper: mapperFromTensors(tensors),
    ensemble: ensembleFromTensors(tensors),
    outOfBag: float64Tensor(tensors, 'out_of_bag'),
  };
}
