import { type FittedRecommender } from '../../../algorithms/recommendation/algorithm.js';
import { findRecommender, loadRecommender } from '../../../algorithms/recommendation/index.js';
import { interactionsOf, interactionsToTensors } from '../../../algorithms/recommendation/interactions.js';
import { type Tensor } from '../../../contracts/safetensors.js';
import { stringsFromTensors, stringsToTensors } from '../../../contracts/strings.js';
import { type Family } from '../../family.js';
import { rankingBaselines, ratingBaselines } from './baselines.js';
import { chooseRecommender } from './choose.js';
import { columnOf, type Interactions, prepareInteractions } from './data.js';
import { heldOutPairs, measuredUsers, measureRanking, measureRatings } from './evaluate.js';
import { metricsOf } from './metrics.js';
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

  /** `prediction`: the expected rating of the row's user and item, or the score of a model that knows no ratings. */
  score({ config, parameters }, table) {
    const { predict } = loadRecommender(config.algorithm, parameters);
    const indexRows = (role: 'user_id' | 'item_id', name: string) => {
      const indexOf = new Map(stringsFromTensors(name, parameters).map((id, index) => [id, index]));
      const column = columnOf(table, config.roles, role);
      if ('values' in column) return Int32Array.from(column.values, (value) => indexOf.get(String(value)) ?? -1);
      const translated = Int32Array.from(column.levels, (id) => indexOf.get(id) ?? -1);
      return column.codes.map((code) => (code < 0 ? -1 : translated[code]!));
    };
    const pairs = { users: indexRows('user_id', 'users'), items: indexRows('item_id', 'items') };
    return [{ name: 'prediction', numbers: predict(pairs) }];
  },
};
