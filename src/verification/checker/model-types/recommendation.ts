import { type Check } from '../../../contracts/check.js';
import { type ModelFile } from '../../../contracts/model-file.js';
import { TensorFileError } from '../../../contracts/safetensors.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import { type TableColumn } from '../../../contracts/table.js';
import { log } from '../elementary.js';
import { claimedOf, columnOf, type Evidence, type Fit, type ModelTypeChecker, requiredColumn } from '../evidence.js';
import { als, biasesAlone, ials } from '../families/alternating.js';
import { ease, itemKnn, popularity } from '../families/item-models.js';
import { type Ratings, type Recommender, type RecommenderChecker } from '../families/ratings.js';
import { meanFigure, regressionFigure } from '../metrics.js';
import { countsOf, groupRows, mean, offsetsOf, range, smallest, sum } from '../numeric.js';
import { Replay } from '../random.js';
import { applyRecipe } from '../recipe.js';
import { compareMetrics, replay } from '../replay.js';
import { Settings } from '../settings.js';
import { found } from '../statements.js';
import { differing } from '../tensors.js';

export const RECOMMENDERS = new Map<string, RecommenderChecker>([
  ['als', als],
  ['ials', ials],
  ['popularity', popularity],
  ['item_knn', itemKnn],
  ['ease', ease],
]);

/** Not convex in users and items together. */
const LOCAL = new Set(['als', 'ials']);
const LOCAL_LIMIT =
  'Alternating least squares finds a local minimum, not the global one. Whether it stopped early is known where the check ' +
  'named replay is present.';
const CUTOFF = 10;
/** One in five rows of each user is held out. */
const HELD_OUT_OF = 5;

export const recommendation: ModelTypeChecker = {
  /** ⌊n/5⌋ rows of each user, users in order of first appearance: the last in time, or the first after a shuffle. */
  split(evidence) {
    const { codes, ids } = identify(requiredColumn(evidence, 'user_id'), range(evidence.table.sourceRows.length));
    const timestamp = columnOf(evidence, 'timestamp');
    const random = new Replay(evidence.claim.seed, 'split');
    const held = groupRows(codes, ids.length).flatMap((rows) => {
      const count = Math.floor(rows.length / HELD_OUT_OF);
      if (count === 0) return [];
      if (!timestamp || !('values' in timestamp)) return [...random.shuffle(rows).subarray(0, count)];
      const time = (row: number) =>
        timestamp.values[row] === timestamp.values[row] ? timestamp.values[row]! : -Infinity;
      return [...rows].sort((a, b) => (time(a) === time(b) ? b - a : time(a) < time(b) ? 1 : -1)).slice(0, count);
    });
    return Uint32Array.from(held).sort();
  },

  fit(evidence, fit) {
    const ratings = ratingsOf(evidence, fit);
    const { algorithm, seed } = evidence.claim;
    const { parameters } = fit.file;
    return {
      checks: [
        checkIdentity(fit.file, ratings),
        ...claimedOf(RECOMMENDERS, evidence).check(parameters, fit.settings, ratings, seed),
      ],
      limits: LOCAL.has(algorithm) ? [LOCAL_LIMIT] : [],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const { seed } = evidence.claim;
    const train = ratingsOf(evidence, evaluation);
    const test = ratingsOf(evidence, { ...evaluation, rows: testRows });
    const held = {
      users: translate(train.userIds, test.userIds, test.users),
      items: translate(train.itemIds, test.itemIds, test.items),
    };
    const model = claimedOf(RECOMMENDERS, evidence).load(evaluation.file.parameters, evaluation.settings, train);
    const users = measuredUsers(held.users, train.itemCount, seed);
    const errorsOf = (rate: NonNullable<Recommender['rate']>) => (name: string) => {
      const expected = Float64Array.from(held.users, (user, i) => rate(user, held.items[i]!));
      return regressionFigure(name, test.values!, expected);
    };
    const ratesAll = () => {
      const middle = mean(train.values!);
      return replay(['rmse', 'mae'], errorsOf(model.rate!), [
        ['mean', errorsOf(() => middle)],
        ['biases', errorsOf(biasesAlone(BIASES, train, seed).rate)],
      ]);
    };
    const listsOf = (recommender: Recommender) => {
      const figures = rankingFigures(recommender, train, held, users);
      return (name: string) => figures.get(name)!;
    };
    const popular = popularity.load(evaluation.file.parameters, evaluation.settings, train);
    const replayed = [
      ...(model.rate && train.values && test.values ? ratesAll() : []),
      ...replay(RANKING, listsOf(model), [['popularity', listsOf(popular)]]),
    ];
    const scope = `${testRows.length} held-out rows, lists of ${users.length} users`;
    return compareMetrics(evidence.claim.metrics, replayed, scope);
  },
};

/** The baseline `biases`: als with no factors and its defaults (regularization has nothing to act on). */
const BIASES = new Settings({
  factors: 0,
  regularization: 0,
  regularization_scaling: 'none',
  user_bias_regularization: 10,
  item_bias_regularization: 5,
  iterations: 40,
  tolerance: 1e-5,
});

interface Identified extends Ratings {
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
}

/** Who met what in the rows of a fit, and how they rated it. */
function ratingsOf(evidence: Evidence, { recipe, rows }: Fit): Identified {
  const columns = applyRecipe(recipe, evidence.table, rows);
  const role = (name: string) =>
    columns.find((column) => column.name === evidence.claim.roles.find((r) => r.role === name)?.column);
  const [user, item, rating] = [role('user_id'), role('item_id'), role('rating')];
  if (!user || !item || (rating && 'codes' in rating))
    throw new TensorFileError('a role has no column that can play it');
  const [users, items] = [identify(user, range(rows.length)), identify(item, range(rows.length))];
  return {
    users: users.codes,
    items: items.codes,
    values: rating ? rating.values : null,
    userCount: users.ids.length,
    itemCount: items.ids.length,
    userIds: users.ids,
    itemIds: items.ids,
  };
}

/** Indices in order of first appearance among the rows, and the ids behind them. */
function identify(column: TableColumn, rows: Uint32Array): { codes: Int32Array; ids: string[] } {
  const index = new Map<string, number>();
  const codes = Int32Array.from(rows, (row) => {
    const id = 'codes' in column ? column.levels[column.codes[row]!] : String(column.values[row]);
    if (id === undefined || id === 'NaN') throw new TensorFileError(`row ${row} has no id`);
    if (!index.has(id)) index.set(id, index.size);
    return index.get(id)!;
  });
  return { codes, ids: [...index.keys()] };
}

/** The file names the users and items of its rows, and what each user met: what serving leaves out and explains with. */
function checkIdentity({ parameters }: ModelFile, ratings: Identified): Check {
  const { users, items, values, userCount, itemCount, userIds, itemIds } = ratings;
  const order = groupRows(users, userCount);
  const rows = order.flatMap((own) => [...own]);
  const isNamed = (name: string, expected: readonly string[]) =>
    stringsFromTensors(name, parameters).join('\0') === expected.join('\0') ? 0 : 1;
  const expected = {
    'seen.offsets': offsetsOf(order),
    'seen.items': Int32Array.from(rows, (row) => items[row]!),
    item_count: countsOf(items, itemCount),
    ...(values ? { 'seen.ratings': Float64Array.from(rows, (row) => values[row]!) } : {}),
  };
  const scope = `${userCount} users, ${itemCount} items, ${users.length} rows, all`;
  return found(
    'identity',
    scope,
    isNamed('users', userIds) + isNamed('items', itemIds) + differing(parameters, expected),
  );
}

/** Users with a held-out row, ascending; beyond 5·10⁸ pairs with items the first so many of a seeded shuffle. */
function measuredUsers(users: Int32Array, itemCount: number, seed: number): Int32Array {
  const known = Int32Array.from(new Set(users.filter((user) => user >= 0))).sort();
  const most = Math.max(100, Math.floor(500_000_000 / itemCount));
  return known.length <= most ? known : new Replay(seed, 'evaluation.users').shuffle(known).slice(0, most).sort();
}

const RANKING = ['precision@10', 'recall@10', 'ndcg@10'];

/**
 * Precision, recall and nDCG with binary gains at 10 (Järvelin & Kekäläinen, ACM TOIS 20, 2002), of the items that the user
 * has no fitted row with. Ties go to the lower index; users whose held-out items were all met before do not count.
 */
function rankingFigures(model: Recommender, train: Ratings, held: Pick<Ratings, 'users' | 'items'>, users: Int32Array) {
  const met = groupRows(train.users, train.userCount);
  const heldBy = groupRows(
    held.users.map((user) => (user < 0 ? train.userCount : user)),
    train.userCount + 1,
  );
  const columns: number[][] = [[], [], []];
  const discount = (place: number) => 0.6931471805599453 / log(place + 2);
  for (const user of users) {
    const seen = new Set(Array.from(met[user]!, (row) => train.items[row]!));
    const relevant = new Set(Array.from(heldBy[user]!, (row) => held.items[row]!).filter((item) => !seen.has(item)));
    if (relevant.size === 0) continue;
    const negated = model.scores(user).map((score, item) => (seen.has(item) ? Infinity : -score));
    const top = smallest(negated, CUTOFF).filter((item) => negated[item]! < Infinity);
    const hits = top.map((item) => (relevant.has(item) ? 1 : 0));
    const count = hits.reduce<number>((all, hit) => all + hit, 0);
    const gain = sum(hits.length, (place) => (hits[place] ? discount(place) : 0));
    const ideal = sum(Math.min(CUTOFF, relevant.size), discount);
    [count / CUTOFF, count / relevant.size, gain / ideal].forEach((value, i) => columns[i]!.push(value));
  }
  const figureOf = (values: number[]) =>
    values.length === 0 ? { value: 0, error: null } : meanFigure(Float64Array.from(values));
  return new Map(RANKING.map((name, i) => [name, figureOf(columns[i]!)]));
}

/** Indices among the known ids; below zero, each unknown id its own. */
function translate(known: readonly string[], ids: readonly string[], codes: Int32Array): Int32Array {
  const index = new Map(known.map((id, i) => [id, i]));
  return codes.map((code) => index.get(ids[code]!) ?? -1 - code);
}
