import { type Features, type TensorLike } from '../../contract.js';
import { float64Tensor, vector } from '../../tabular/tensors.js';
import { mapperFromTensors, mapperToTensors } from '../binning/mapper.js';
import { ensembleFromTensors, ensembleToTensors, routeAll } from '../ensemble.js';
import { type BoostedTrees } from './boost.js';

/** Scores per output: base, then the leaf values of its trees in order. */
export function boostedScores({ mapper, base, ensemble }: BoostedTrees, features: Features): Float64Array[] {
  const scores = Array.from(base, (score) => new Float64Array(features.rows).fill(score));
  const { leafValues } = ensemble;
  routeAll(mapper, ensemble, features, (tree, leaves, firstRow) => {
    const output = scores[tree % base.length]!;
    for (let i = 0; i < leaves.length; i++) output[firstRow + i]! += leafValues[leaves[i]!]!;
  });
  return scores;
}

/** The model that training would have given had it ended after this many rounds. */
export function firstRounds(model: BoostedTrees, rounds: number): BoostedTrees {
  const { ensemble, base } = model;
  return { ...model, ensemble: { ...ensemble, roots: ensemble.roots.slice(0, rounds * base.length) } };
}

/**
 * Bins as in mapperToTensors, trees as in ensembleToTensors with one output per leaf; `base` F64 [outputs]. The score of
 * output k is base_k plus the leaf values of the trees t with t mod outputs = k, in order. Tree t was grown on derivatives
 * at the scores of the trees of earlier rounds (⌊t/outputs⌋), quantized as in quantize.ts (a relative 2^−30 of the
 * largest); its leaves are −learning_rate·G/(H + l2) over the rows that reach them, all its splits have a gain
 * ½[G_L²/(H_L+l2) + G_R²/(H_R+l2) − G²/(H+l2)] above min_gain, and both children at least min_child_weight of Hessian.
 */
export function boostedToTensors(model: BoostedTrees): Map<string, TensorLike> {
  return new Map([
    ...mapperToTensors(model.mapper),
    ...ensembleToTensors(model.ensemble),
    ['base', vector(model.base)],
  ]);
}

export function boostedFromTensors(tensors: ReadonlyMap<string, TensorLike>): BoostedTrees {
  return {
    mapper: mapperFromTensors(tensors),
    base: float64Tensor(tensors, 'base'),
    ensemble: ensembleFromTensors(tensors),
  };
}
