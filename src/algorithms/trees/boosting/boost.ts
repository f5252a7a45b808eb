import { type Features, type FitContext } from '../../contract.js';
import { type LossMemory } from '../../kernels/trees/loss-memory.js';
import { RandomStream } from '../../random/stream.js';
import { assertShape } from '../../tabular/shape.js';
import { applyBins, type BinMapper, learnBins } from '../binning/mapper.js';
import { EnsembleBuilder } from '../builder.js';
import { RoutedRows, type TreeEnsemble } from '../ensemble.js';
import { TreeGrower, type TreeRules } from './grow.js';
import { type Objective } from './objective.js';

export interface BoostingRules extends TreeRules {
  readonly trees: number;
  /** share of the features that a tree may use, and of the rows whose derivatives it sees */
  readonly featureFraction: number;
  readonly rowFraction: number;
}

/** Rows whose loss is followed while trees are added; training ends `patience` rounds after its best. */
export interface Monitor {
  readonly features: Features;
  readonly objective: Objective;
  readonly patience: number;
}

export interface BoostedTrees {
  readonly mapper: BinMapper;
  readonly base: Float64Array;
  /** one tree per output and round: tree t belongs to output t mod outputs */
  readonly ensemble: TreeEnsemble;
}

export interface BoostingRun {
  readonly model: BoostedTrees;
  /** mean loss of the monitored rows after each round */
  readonly curve: readonly number[];
}

/** Gradient boosting with second-order trees (Friedman 2001; Chen & Guestrin, KDD 2016) on binned features. */
export function boost(
  features: Features,
  objective: Objective,
  rules: BoostingRules,
  context: FitContext,
  monitor?: Monitor,
): BoostingRun {
  const mapper = learnBins(features);
  const binned = applyBins(mapper, features);
  const grower = new TreeGrower(mapper, binned, rules, objective.memory);
  const builder = new EnsembleBuilder(1);
  const sampler = new RandomStream(context.seed, 'boosting.sample');
  const follower = monitor && follow(monitor, mapper);
  const curve: number[] = [];
  for (let round = 0; round < rules.trees; round++) {
    const loss = objective.evaluate();
    for (let k = 0; k < objective.outputs; k++) {
      objective.derive(k);
      maskRows(sampler, rules.rowFraction, objective.memory);
      const chosen = sampleFeatures(sampler, features.columns.length, rules.featureFraction);
      grower.grow(builder, chosen, k);
      follower?.add(builder.view(), round * objective.outputs + k, k);
    }
    const figures = [{ name: 'training_loss', value: loss }];
    if (follower) {
      curve.push(follower.loss());
      figures.push({ name: 'validation_loss', value: curve[round]! });
    }
    context.onProgress?.((round + 1) / rules.trees, `${round + 1} of ${rules.trees} rounds`, figures);
    if (monitor && round - bestRound(curve) >= monitor.patience) break;
  }
  return { model: { mapper, base: objective.base, ensemble: builder.build() }, curve };
}

/** Index of the lowest loss, the first of equals. */
export function bestRound(curve: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < curve.length; i++) if (curve[i]! < curve[best]!) best = i;
  return best;
}

function follow({ features, objective }: Monitor, mapper: BinMapper) {
  assertShape(mapper.shape, features);
  const routed = new RoutedRows(mapper, features);
  return {
    add(ensemble: TreeEnsemble, tree: number, k: number) {
      const leaves = routed.leaves(ensemble, tree);
      const scores = objective.memory.scores(k);
      for (let i = 0; i < leaves.length; i++) scores[i]! += ensemble.leafValues[leaves[i]!]!;
    },
    loss: () => objective.evaluate(),
  };
}

/** Rows left out of a tree have no derivatives, so that they weigh nothing: row i stays if its draw is below the share. */
function maskRows(sampler: RandomStream, share: number, { gradient, hessian }: LossMemory): void {
  if (share === 1) return;
  for (let i = 0; i < gradient.length; i++) {
    if (sampler.uniform() < share) continue;
    gradient[i] = 0;
    hessian[i] = 0;
  }
}

/** ⌈share·count⌉ features, ascending: the first of a shuffled list. */
function sampleFeatures(sampler: RandomStream, count: number, share: number): Int32Array {
  const all = Int32Array.from({ length: count }, (_, f) => f);
  return share === 1
    ? all
    : sampler
        .shuffle(all)
        .slice(0, Math.ceil(share * count))
        .sort();
}
