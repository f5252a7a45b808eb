import { type FittedRecommender, recommender, type RecommenderAlgorithm } from './algorithm.js';
import { als } from './als/estimator.js';
import { alsScorer } from './als/scorer.js';
import { ease } from './ease/estimator.js';
import { easeScorer } from './ease/scorer.js';
import { ials, ialsScorer } from './ials/estimator.js';
import { interactionsFromTensors } from './interactions.js';
import { itemKnn } from './item-knn/estimator.js';
import { itemKnnScorer } from './item-knn/scorer.js';
import { popularity, popularityScorer } from './popularity/estimator.js';
import { Recommender } from './recommender.js';
import { type Tensors } from './tensors.js';

/** Simplest first: `auto` prefers the earlier of two that are equally good. */
export const RECOMMENDERS: readonly RecommenderAlgorithm[] = [
  recommender(popularity, popularityScorer, { predictsRatings: false }),
  recommender(itemKnn, itemKnnScorer, { predictsRatings: false }),
  recommender(als, alsScorer, { predictsRatings: true }),
  recommender(ials, ialsScorer, { predictsRatings: false }),
  recommender(ease, easeScorer, { predictsRatings: false }),
];

/** Throws RangeError for an unknown name. */
export function findRecommender(name: string): RecommenderAlgorithm {
  const found = RECOMMENDERS.find(({ estimator }) => estimator.name === name);
  if (!found) throw new RangeError(`no recommender ${name}`);
  return found;
}

export interface LoadedRecommender {
  readonly recommender: Recommender;
  /** expected rating of each pair, or the score of a recommender that knows no ratings */
  readonly predict: FittedRecommender['predict'];
  readonly predictsRatings: boolean;
}

/** From the tensors of a model file, without their `p.`; all work that requests share is done here. Throws RangeError. */
export function loadRecommender(name: string, tensors: Tensors): LoadedRecommender {
  const algorithm = findRecommender(name);
  const { scorer, predict } = algorithm.load(tensors);
  const interactions = interactionsFromTensors(tensors);
  if (interactions.userCount !== scorer.userCount || interactions.itemCount !== scorer.itemCount)
    throw new RangeError('the model and its interactions differ in size');
  return {
    recommender: new Recommender(scorer, interactions),
    predict,
    predictsRatings: algorithm.predictsRatings,
  };
}

export { type Pairs } from './algorithm.js';
export { type Reason, Recommender, type RecommendOptions } from './recommender.js';
export { type RankedItem } from './top-n.js';
