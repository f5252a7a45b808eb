import { type FittedRecommender } from '../../../algorithms/recommendation/algorithm.js';
import { findRecommender } from '../../../algorithms/recommendation/index.js';
import { interactionsOf, interactionsToTensors } from '../../../algorithms/recommendation/interactions.js';
import { type Tensor } from '../../../contracts/safetensors.js';
import { stringsToTensors } from '../../../contracts/strings.js';
import { type Family } from '../../family.js';
import { rankingBaselines, ratingBaselines } from './baselines.js';
import { chooseRecommender } from './choose.js';
import { type Interactions, prepareInteractions } from './data.js';
import { heldOutPairs, measuredUsers, measureRanking, measureRatings } from './evaluate.js';
import { metricsOf } from './metrics.js';
import { pairScorer } from './score.js';
import { splitByUser } from './split.js';

interface RecommendationModel {
  readonly algorithm: string;
  readonly fitted: FittedRecommender;
  readonly fittedTo: Interactions;
}

export const recommendation: Family<Interactions, RecommendationModel> = {
  modelType: 'recommendation',

  split: (table, roles, { seed }) => splitByUser(table, roles, seed),
  prepare: prepareInteractions,
  choose: chooseRecommender,

  memory({ data }, { algorithm, hyperparameters }) {
    return findRecommender(algorithm).estimator.memory(data, hyperparameters);
  },

  fit(fittedTo, { algorithm, hyperparameters }, context) {
    const fitted = findRecommender(algorithm).fit(fittedTo.data, hyperparameters, context);
    return { algorithm, fitted, fittedTo };
  },

  evaluate({ algorithm, fitted }, train, test, context) {
    const held = heldOutPairs(train, test);
    const users = measuredUsers(held, train.data, context);
    const ratings = findRecommender(algorithm).predictsRatings
      ? metricsOf(measureRatings(fitted, held), ratingBaselines(train.data, held, context))
      : [];
    const ranking = metricsOf(
      measureRanking(fitted, train.data, held, users),
      rankingBaselines(train.data, held, users, context),
    );
    const metrics = [...ratings, ...ranking];
    return { metrics, explanations: [], notes: [] };
  },

  /**
   * The estimator's tensors and, of the rows that the model was fitted to: `users.utf8`, `users.offsets`, `items.utf8`,
   * `items.offsets` (contracts/strings.ts), the ids in order of first appearance in those rows, whose positions are the
   * user and item indices of all other tensors; and those of interactionsToTensors.
   */
  toTensors({ fitted, fittedTo }) {
    return new Map<string, Tensor>([
      ...fitted.toTensors(),
      ...interactionsToTensors(interactionsOf(fittedTo.data)),
      ...stringsToTensors('users', fittedTo.users),
      ...stringsToTensors('items', fittedTo.items),
    ]);
  },

  scorer: pairScorer,
};
