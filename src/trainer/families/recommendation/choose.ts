import { withDefaults } from '../../../algorithms/catalogue.js';
import { DataError, type RatingData } from '../../../algorithms/contract.js';
import { findRecommender } from '../../../algorithms/recommendation/index.js';
import { RANKING_METRICS, RATING_METRICS } from '../../../algorithms/selection-metrics.js';
import { type Choice, type ChoiceRequest, type FamilyContext } from '../../family.js';
import { type Interactions } from './data.js';
import { sampleUsers } from './sample-users.js';
import { ratingPlan, rankingPlan } from './search-plan.js';
import { search } from './search.js';
import { Validation } from './validation.js';

export function chooseRecommender(train: Interactions, request: ChoiceRequest, context: FamilyContext): Choice {
  const metric = metricOf(train.data, request);
  return request.algorithm === 'auto' ? choose(train, metric, context) : named(train.data, request);
}

/** What is optimized: the client's metric; else the error of ratings where there are any, else the lists. */
function metricOf({ ratings }: RatingData, { metric }: ChoiceRequest): string {
  if (metric === null) return ratings ? RATING_METRICS[0] : RANKING_METRICS[0];
  const known: readonly string[] = [...RATING_METRICS, ...RANKING_METRICS];
  if (!known.includes(metric))
    throw new DataError('unknown_metric', `recommendation has the metrics ${known.join(', ')}; not ${metric}`);
  if (isOfRatings(metric) && !ratings) throw ratingRequired(metric);
  return metric;
}

function named({ ratings }: RatingData, { algorithm, hyperparameters }: ChoiceRequest): Choice {
  const { estimator, predictsRatings } = findRecommender(algorithm);
  if (predictsRatings && !ratings) throw ratingRequired(algorithm);
  return {
    algorithm,
    hyperparameters: withDefaults(estimator.parameters, hyperparameters),
    leaderboard: [],
    notes: [],
  };
}

function choose(train: Interactions, metric: string, context: FamilyContext): Choice {
  const ofRatings = isOfRatings(metric);
  const sample = sampleUsers(train, context.seed);
  const validation = new Validation(sample, context);
  if (validation.isEmpty) {
    const { algorithm, hyperparameters } = (ofRatings ? ratingPlan() : rankingPlan()).next().value!;
    const note = 'Too few rows to compare candidates: auto took the simplest.';
    return { ...named(train.data, { algorithm, hyperparameters, metric }), notes: [note] };
  }
  const { best, leaderboard } = search(
    ofRatings ? ratingPlan() : rankingPlan(),
    validation,
    train.data,
    metric,
    context,
  );
  const compared = leaderboard.filter(({ score }) => score !== null).length;
  const { userCount } = sample.data;
  const whose =
    userCount < train.data.userCount ? `${userCount} users sampled of ${train.data.userCount}` : 'each user';
  const note = `auto compared ${compared} candidates by ${metric} on a fifth of the training rows of ${whose}.`;
  return { ...best, leaderboard, notes: [note] };
}

const isOfRatings = (metric: string) => RATING_METRICS.some((name) => name === metric);

const ratingRequired = (what: string) =>
  new DataError('rating_required', `${what} needs ratings, and no column has the role rating`);
