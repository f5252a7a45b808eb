import { alsScorer } from '../../algorithms/recommendation/als/scorer.js';
import { als } from '../../algorithms/recommendation/als/estimator.js';
import { interactionsFromTensors } from '../../algorithms/recommendation/interactions.js';
import { Recommender as Ranking } from '../../algorithms/recommendation/recommender.js';
import type { RankedItem } from '../../algorithms/recommendation/top-n.js';
import type { ModelFile } from '../../contracts/model-file.js';
import { stringsFromTensors } from '../../contracts/strings.js';
import type { Recommender } from './served-model.js';

/** Serves a recommender by the client's own ids. All that does not depend on a request is done here, once. */
export function loadRecommender({ parameters }: ModelFile): Recommender {
  const users = indexOf(stringsFromTensors('users', parameters));
  const itemIds = stringsFromTensors('items', parameters);
  const items = indexOf(itemIds);
  const ranking = new Ranking(alsScorer(als.fromTensors(parameters)), interactionsFromTensors(parameters));
  const named = (ranked: RankedItem[]) => ranked.map(({ item, score }) => ({ item_id: itemIds[item]!, score }));
  return {
    kind: 'recommendation',
    recommend(userId, n, { includeSeen }) {
      const user = users.get(userId);
      if (user === undefined) return { items: named(ranking.popular(n)), known: false };
      return { items: named(ranking.recommend(user, n, { excludeSeen: !includeSeen })), known: true };
    },
    similar(itemId, n) {
      const item = items.get(itemId);
      return item === undefined ? null : named(ranking.similar(item, n));
    },
  };
}

const indexOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));
