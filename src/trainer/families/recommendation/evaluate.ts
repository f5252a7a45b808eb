import { type FitContext, type RatingData } from '../../../algorithms/contract.js';
import { type FittedRecommender } from '../../../algorithms/recommendation/algorithm.js';
import { groupBy } from '../../../algorithms/recommendation/adjacency.js';
import { interactionsOf } from '../../../algorithms/recommendation/interactions.js';
import { CUTOFF, type RankedUser, rankingMetrics } from '../../../algorithms/recommendation/ranking-metrics.js';
import { type Measured, ratingErrors } from '../../../algorithms/recommendation/rating-metrics.js';
import { Recommender } from '../../../algorithms/recommendation/recommender.js';
import { RandomStream } from '../../../algorithms/random/stream.js';
import { type Interactions } from './data.js';

/** Held-out pairs by the indices of the training rows; negative, each id its own number, where it is not among them. */
export interface HeldOut {
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly ratings: Float64Array | null;
}

export function heldOutPairs(train: Interactions, test: Interactions): HeldOut {
  const translate = (known: readonly string[], ids: readonly string[], codes: Int32Array) => {
    const indexOf = new Map(known.map((id, index) => [id, index]));
    const translated = Int32Array.from(ids, (id, index) => indexOf.get(id) ?? -1 - index);
    return codes.map((code) => translated[code]!);
  };
  return {
    users: translate(train.users, test.users, test.data.users),
    items: translate(train.items, test.items, test.data.items),
    ratings: test.data.ratings,
  };
}

export function measureRatings(model: FittedRecommender, held: HeldOut): Measured[] {
  return held.ratings ? ratingErrors(held.ratings, model.predict(held)) : [];
}

/** Scores of user-item pairs that the published evaluation may compute; beyond, it takes a sample of the users. */
const PAIR_BUDGET = 500_000_000;
const MIN_USERS = 100;

/**
 * The users whose lists are measured: those with a held-out row, ascending. Where users × items exceeds the budget, the
 * first max(100, ⌊budget / items⌋) after RandomStream(seed, 'evaluation.users').shuffle, ascending again.
 */
export function measuredUsers(
  held: HeldOut,
  train: RatingData,
  { seed }: FitContext,
  budget: number = PAIR_BUDGET,
): Int32Array {
  const users = Int32Array.from(new Set(held.users.filter((user) => user >= 0))).sort();
  const most = Math.max(MIN_USERS, Math.floor(budget / train.itemCount));
  if (users.length <= most) return users;
  return new RandomStream(seed, 'evaluation.users').shuffle(users).slice(0, most).sort();
}

/**
 * The model's ten best for each measured user, of the items that the user has no training row with; relevant are the
 * user's held-out items without such a row, each once.
 */
export function measureRanking(
  model: FittedRecommender,
  train: RatingData,
  held: HeldOut,
  users: Int32Array,
): Measured[] {
  const interactions = interactionsOf(train);
  const recommender = new Recommender(model.scorer, interactions);
  const rows = held.users.map((user) => (user < 0 ? train.userCount : user));
  const { offsets, entries } = groupBy(rows, train.userCount + 1);
  function* ranked(): Generator<RankedUser> {
    for (const user of users) {
      const seen = new Set(interactions.items.subarray(interactions.offsets[user], interactions.offsets[user + 1]));
      const items = Array.from(entries.subarray(offsets[user], offsets[user + 1]), (entry) => held.items[entry]!);
      const relevant = new Set(items.filter((item) => !seen.has(item)));
      yield { relevant, ranked: recommender.recommend(user, CUTOFF) };
    }
  }
  return rankingMetrics(ranked());
}
