import { loadRecommender as load } from '../../algorithms/recommendation/index.js';
import type { RankedItem } from '../../algorithms/recommendation/top-n.js';
import { stringsFromTensors } from '../../contracts/strings.js';
import type { Table } from '../../contracts/table.js';
import { tablePredictor } from './rows.js';
import type { Loader, RecommendOptions } from './served-model.js';

/** Serves a recommender by the client's own ids. */
export const loadRecommender: Loader = (file) => {
  const { config, parameters } = file;
  const users = indexOf(stringsFromTensors('users', parameters));
  const itemIds = stringsFromTensors('items', parameters);
  const items = indexOf(itemIds);
  const { recommender, predict } = load(config.algorithm, parameters);
  const named = (ranked: RankedItem[]) => ranked.map(({ item, score }) => ({ item_id: itemIds[item]!, score }));
  const indices = (ids: readonly string[]) => new Set(ids.map((id) => items.get(id)));
  const filterOf = ({ only, exclude }: RecommendOptions) => {
    if (only.length === 0 && exclude.length === 0) return undefined;
    const [wanted, unwanted] = [only.length > 0 ? indices(only) : null, indices(exclude)];
    return (item: number) => (wanted?.has(item) ?? true) && !unwanted.has(item);
  };
  const explained = (user: number, ranked: RankedItem[], reasons: number) =>
    ranked.map(({ item, score }) => ({
      item_id: itemIds[item]!,
      score,
      because: recommender
        .because(user, item, reasons)
        .map((reason) => ({ item_id: itemIds[reason.item]!, similarity: reason.similarity, rating: reason.rating })),
    }));
  const column = (role: string) => config.roles.find((candidate) => candidate.role === role)?.column;
  const [userColumn, itemColumn] = [column('user_id'), column('item_id')];
  return {
    kind: 'recommender',
    predict: tablePredictor(file, (table) => {
      const pairs = { users: indicesIn(table, userColumn, users), items: indicesIn(table, itemColumn, items) };
      const scores = predict(pairs);
      // Not a number where the model says nothing of the pair.
      return (row) => ({ prediction: Number.isNaN(scores[row]) ? null : scores[row] });
    }),
    recommend(userId, n, options) {
      const filter = filterOf(options);
      const user = users.get(userId);
      if (user === undefined) return { items: named(recommender.popular(n, { filter })), known: false };
      const ranked = recommender.recommend(user, n, { excludeSeen: !options.includeSeen, filter });
      const answer = options.reasons > 0 ? explained(user, ranked, options.reasons) : named(ranked);
      return { items: answer, known: true };
    },
    similar(itemId, n) {
      const item = items.get(itemId);
      return item === undefined ? null : named(recommender.similar(item, n));
    },
  };
};

/** −1 where the model does not know the id. */
function indicesIn({ columns }: Table, name: string | undefined, known: ReadonlyMap<string, number>): Int32Array {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) throw new RangeError(`the table has no column ${name}`);
  if ('values' in column) return Int32Array.from(column.values, (value) => known.get(String(value)) ?? -1);
  return column.codes.map((code) => (code < 0 ? -1 : (known.get(column.levels[code]!) ?? -1)));
}

const indexOf = (ids: readonly string[]) => new Map(ids.map((id, index) => [id, index]));
