import { type FitContext, type RatingData } from '../../../algorithms/contract.js';
import { type FittedRecommender } from '../../../algorithms/recommendation/algorithm.js';
import { findRecommender } from '../../../algorithms/recommendation/index.js';
import { mean } from '../../../algorithms/math/index.js';
import { type Measured, ratingErrors } from '../../../algorithms/recommendation/rating-metrics.js';
import { type HeldOut, measureRanking, measureRatings } from './evaluate.js';

export interface Baseline {
  readonly name: string;
  readonly measured: readonly Measured[];
}

/** Ratings that need no factors: the mean of the training ratings, and `als` without factors, its defaults else. */
export function ratingBaselines(train: RatingData, held: HeldOut, context: FitContext): Baseline[] {
  if (!train.ratings || !held.ratings) return [];
  const constant = new Float64Array(held.ratings.length).fill(mean(train.ratings));
  const biases = findRecommender('als').fit(train, { factors: 0 }, { seed: context.seed });
  return [
    { name: 'mean', measured: ratingErrors(held.ratings, constant) },
    { name: 'biases', measured: measureRatings(biases, held) },
  ];
}

/** The same list for everybody: the items with the most training rows. */
export function rankingBaselines(train: RatingData, held: HeldOut, users: Int32Array, context: FitContext): Baseline[] {
  const popular: FittedRecommender = findRecommender('popularity').fit(train, {}, { seed: context.seed });
  return [{ name: 'popularity', measured: measureRanking(popular, train, held, users) }];
}
