import { type Check } from '../../../contracts/check.js';
import { type ModelFile } from '../../../contracts/model-file.js';
import { TensorFileError } from '../../../contracts/safetensors.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import { type TableColumn } from '../../../contracts/table.js';
import { log } from '../elementary.js';
import { columnOf, type Evidence, type Fit, type ModelTypeChecker } from '../evidence.js';
import { als, alsRecommender, trainAls } from '../families/als.js';
import { ials } from '../families/ials.js';
import { ease, itemKnn, popularity } from '../families/item-models.js';
import {
  countsOf,
  extent,
  groupRows,
  highest,
  offsetsOf,
  popular,
  type Ratings,
  type Recommender,
  type RecommenderChecker,
} from '../families/ratings.js';
import { average, meanFigure, regressionFigure } from '../metrics.js';
import { Replay } from '../random.js';
import { applyRecipe } from '../recipe.js';
import { compareMetrics, type Replayed } from '../replay.js';
import { Settings } from '../settings.js';
import { differing } from '../tensors.js';
import { exact } from '../verdict.js';

const ALGORITHMS = new Map<string, RecommenderChecker>([
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
    const { codes, ids } = identify(required(evidence, 'user_id'), everyRow(evidence));
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

  fit(evidence, { file, settings, ...fit }) {
    const ratings = ratingsOf(evidence, { file, settings, ...fit });
    const algorithm = algorithmOf(evidence);
    return {
      checks: [
        checkIdentity(file, ratings),
        ...algorithm.check(file.parameters, settings, ratings, evidence.claim.seed),
      ],
      limits: LOCAL.has(evidence.claim.algorithm) ? [LOCAL_LIMIT] : [],
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
    const model = algorithmOf(evidence).load(evaluation.file.parameters, evaluation.settings, train);
    const users = measuredUsers(held.users, train.itemCount, seed);
    const replayed: Replayed[] = [];
    if (model.rate && train.values && test.values) {
      const mean = average(train.values);
      const biases = alsRecommender(trainAls(BIASES, train, seed), extent(train.values));
      const figure = (name: string, { rate }: Pick<Recommender, 'rate'>) =>
        regressionFigure(
          name,
          test.values!,
          Float64Array.from(held.users, (user, i) => rate!(user, held.items[i]!)),
        )!;
      for (const name of ['rmse', 'mae']) {
        const baselines = [
          { name: 'mean', value: figure(name, { rate: () => mean }).value },
          { name: 'biases', value: figure(name, biases).value },
        ];
        replayed.push({ name, figure: figure(name, model), baselines });
      }
    }
    const own = rankingFigures(model, train, held, users);
    const naive = rankingFigures(popular(train), train, held, users);
    own.forEach(({ name, figure }, i) =>
      replayed.push({ name, figure, baselines: [{ name: 'popularity', value: naive[i]!.figure.value }] }),
    );
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
  const all = Uint32Array.from(rows, (_, at) => at);
  const [users, items] = [identify(user, all), identify(item, all)];
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
  const order = groupRows(ratings.users, ratings.userCount);
  const offsets = offsetsOf(order.map((own) => own.length));
  const rows = order.flatMap((own) => [...own]);
  const strings = (name: string, expected: readonly string[]) => {
    const stored = stringsFromTensors(name, parameters);
    return stored.length === expected.length ? expected.filter((id, i) => id !== stored[i]).length : 1;
  };
  return exact(
    {
      id: 'identity',
      scope: `${ratings.userCount} users, ${ratings.itemCount} items, ${ratings.users.length} rows, all`,
      implies: 'every index stands for the user or item of the table, and what each user met is what the rows say',
    },
    strings('users', ratings.userIds) +
      strings('items', ratings.itemIds) +
      differing(parameters, 'seen.offsets', offsets) +
      differing(
        parameters,
        'seen.items',
        Int32Array.from(rows, (row) => ratings.items[row]!),
      ) +
      differing(parameters, 'item_count', countsOf(ratings.items, ratings.itemCount)) +
      (ratings.values
        ? differing(
            parameters,
            'seen.ratings',
            Float64Array.from(rows, (row) => ratings.values![row]!),
          )
        : 0),
  );
}

/** Users with a held-out row, ascending; beyond 5·10⁸ pairs with items the first so many of a seeded shuffle. */
function measuredUsers(users: Int32Array, itemCount: number, seed: number): Int32Array {
  const known = Int32Array.from(new Set(users.filter((user) => user >= 0))).sort();
  const most = Math.max(100, Math.floor(500_000_000 / itemCount));
  return known.length <= most ? known : new Replay(seed, 'evaluation.users').shuffle(known).slice(0, most).sort();
}

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
    const scores = model.scores(user);
    for (const item of seen) scores[item] = -Infinity;
    const found = highest(scores, CUTOFF).map((item) => relevant.has(item));
    const hits = found.filter(Boolean).length;
    const gain = found.reduce((sum, hit, place) => sum + (hit ? discount(place) : 0), 0);
    let ideal = 0;
    for (let place = 0; place < Math.min(CUTOFF, relevant.size); place++) ideal += discount(place);
    [hits / CUTOFF, hits / relevant.size, gain / ideal].forEach((value, i) => columns[i]!.push(value));
  }
  return ['precision@10', 'recall@10', 'ndcg@10'].map((name, i) => ({
    name,
    figure: columns[i]!.length === 0 ? { value: 0, error: null } : meanFigure(Float64Array.from(columns[i]!)),
  }));
}

/** Indices among the known ids; below zero, each unknown id its own. */
function translate(known: readonly string[], ids: readonly string[], codes: Int32Array): Int32Array {
  const index = new Map(known.map((id, i) => [id, i]));
  return codes.map((code) => index.get(ids[code]!) ?? -1 - code);
}

const everyRow = ({ table }: Evidence) => Uint32Array.from(table.sourceRows, (_, row) => row);

function required(evidence: Evidence, role: 'user_id' | 'item_id'): TableColumn {
  const column = columnOf(evidence, role);
  if (!column) throw new TensorFileError(`no column has the role ${role}`);
  return column;
}

function algorithmOf({ claim }: Evidence): RecommenderChecker {
  const algorithm = ALGORITHMS.get(claim.algorithm);
  if (!algorithm) throw new TensorFileError(`there is no checker for ${claim.algorithm}`);
  return algorithm;
}
