import { loadRecommender as load } from '../../algorithms/recommendation/index.js';
import type { RankedItem } from '../../algorithms/recommendation/top-n.js';
import { stringsFromTensors } from '../../contracts/strings.js';
import type { Loader } from './served-model.js';

/** Serves a recommender by the client's own ids. */
export const loadRecommender: Loader = ({ config, parameters }) => {
  const users = indexOf(stringsFromTensors('users', parameters));
  const itemIds = stringsFromTensors('items', parameters);
  const items = indexOf(itemIds);
  const { recommender } = load(config.algorithm, parameters);
  const named = (ranked: RankedItem[]) => ranked.map(({ item, score }) => ({ item_id: itemIds[item]!, score }));
  return {
    kind: 'recommender',
    recommend(userId, n, { includeSeen }) {
      const user = users.get(userId);
      if (user === undefined) return { items: named(recommender.popular(n)), known: false };
      return { items: named(recommender.recommend(user, n, { excludeSeen: !includeSeen })), known: true };
    },
    similar(itemId, n) {
      const item = items.get(itemId);
      return item === undefined ? null : named(recommender.similar(item, n));
    },
  };
};

const indexOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));
