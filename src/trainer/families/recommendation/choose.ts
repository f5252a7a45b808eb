import { withDefaults } from '../../../algorithms/catalogue.js';
import { DataError } from '../../../algorithms/contract.js';
import { findRecommender } from '../../../algorithms/recommendation/index.js';
import { type Choice, type ChoiceRequest } from '../../family.js';
import { type Interactions } from './data.js';

export function chooseRecommender({ data }: Interactions, request: ChoiceRequest): Choice {
  const algorithm = request.algorithm === 'auto' ? (data.ratings ? 'als' : 'popularity') : request.algorithm;
  const { estimator, predictsRatings } = findRecommender(algorithm);
  if (predictsRatings && !data.ratings)
    throw new DataError('rating_required', `${algorithm} learns from ratings, and no column has the role rating`);
  const hyperparameters = withDefaults(estimator.parameters, request.hyperparameters);
  return { algorithm, hyperparameters, leaderboard: [], notes: [] };
}
