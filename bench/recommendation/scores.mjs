/**
 * Every recommender and `auto` on InstEval beside Surprise and implicit; see README.md beside this file:
 *
 *     node bench/recommendation/scores.mjs [--folds=5] [--no-peers]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { dataDirectory, mean, options, peers, standardError } from '../environment.mjs';
import { publish } from '../scores/published.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const FOLDS = Number(options.get('folds') ?? 5);

/** What is measured, in one bundle. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'recommendation-'));
  const entry = join(folder, 'entry.ts');
  const from = (path) => JSON.stringify(join(root, 'src', path));
  const family = 'trainer/families/recommendation';
  writeFileSync(
    entry,
    [
      `export { RandomStream } from ${from('algorithms/random/stream.ts')};`,
      `export { RECOMMENDERS, findRecommender } from ${from('algorithms/recommendation/index.ts')};`,
      `export { withDefaults } from ${from('algorithms/catalogue.ts')};`,
      `export { chooseRecommender } from ${from(`${family}/choose.ts`)};`,
      `export { holdOutByUser } from ${from(`${family}/hold-out.ts`)};`,
      `export { measuredUsers, measureRanking, measureRatings } from ${from(`${family}/evaluate.ts`)};`,
      `export { rankingMetrics } from ${from('algorithms/recommendation/ranking-metrics.ts')};`,
      `export { ratingErrors } from ${from('algorithms/recommendation/rating-metrics.ts')};`,
    ].join('\n'),
  );
  const outfile = join(folder, 'bundle.mjs');
  const banner = {
    js: "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);",
  };
  const nodePaths = [join(root, 'node_modules')];
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', banner, nodePaths });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}

function readRatings() {
  const lines = readFileSync(join(dataDirectory, 'insteval/insteval_sdy.csv'), 'utf8').trim().split('\n').slice(1);
  const [users, items] = [new Map(), new Map()];
  const indexOf = (ids, id) => ids.get(id) ?? ids.set(id, ids.size).get(id);
  const cells = lines.map((line) => line.split(','));
  return {
    users: Int32Array.from(cells, ([s]) => indexOf(users, s)),
    items: Int32Array.from(cells, ([, d]) => indexOf(items, d)),
    ratings: Float64Array.from(cells, ([, , y]) => Number(y)),
    userCount: users.size,
    itemCount: items.size,
  };
}

const { RandomStream, RECOMMENDERS, ...the } = await load();
const data = readRatings();
const rowsOf = (isHeld, wanted) => {
  const pick = (_, row) => isHeld[row] === wanted;
  return {
    ...data,
    users: data.users.filter(pick),
    items: data.items.filter(pick),
    ratings: data.ratings.filter(pick),
  };
};
const divide = (isHeld) => [rowsOf(isHeld, 0), rowsOf(isHeld, 1)];
const context = { seed: 1, threads: 1, memoryBytes: 2 ** 32 };
const valueOf = (measured, name) => measured.find((metric) => metric.name === name).value;

const shuffled = new RandomStream(1, 'folds').shuffle(Int32Array.from(data.users, (_, row) => row));
const folds = Array.from({ length: FOLDS }, (_, fold) => {
  const isHeld = new Uint8Array(data.users.length);
  shuffled.forEach((row, position) => (isHeld[row] = position % FOLDS === fold ? 1 : 0));
  return divide(isHeld);
});

const isInLists = new Uint8Array(data.users.length);
for (const row of the.holdOutByUser(data.users, data.userCount, null, new RandomStream(1, 'lists'))) isInLists[row] = 1;
const [train, test] = divide(isInLists);
const users = the.measuredUsers(test, train, context);

const plain = ({ users: u, items, ratings }) => ({ users: [...u], items: [...items], ratings: [...ratings] });
const others = options.has('no-peers')
  ? { ratings: {}, lists: {} }
  : peers('recommendation', {
      userCount: data.userCount,
      itemCount: data.itemCount,
      folds: folds.map(([own, held]) => ({ train: plain(own), test: plain(held) })),
      lists: { train: plain(train), users: [...users] },
    });

/** Contender → { rmse, mae } of each fold */
const scores = new Map(Object.entries(others.ratings));
const ids = (count) => Array.from({ length: count }, (_, i) => `${i}`);
const interactionsOf = (rows) => ({ data: rows, users: ids(data.userCount), items: ids(data.itemCount), times: null });
for (const [own, held] of folds) {
  const fit = (name, hyperparameters) => {
    const { fit: fitted, estimator } = the.findRecommender(name);
    return the.measureRatings(fitted(own, the.withDefaults(estimator.parameters, hyperparameters), context), held);
  };
  const auto = { algorithm: 'auto', hyperparameters: {}, metric: null };
  const { algorithm, hyperparameters } = the.chooseRecommender(interactionsOf(own), auto, context);
  const measured = {
    'global mean': the.ratingErrors(held.ratings, new Float64Array(held.ratings.length).fill(mean([...own.ratings]))),
    'als, biases alone': fit('als', { factors: 0 }),
    als: fit('als', {}),
    auto: fit(algorithm, hyperparameters),
  };
  for (const [name, metrics] of Object.entries(measured)) {
    const [rmse, mae] = [valueOf(metrics, 'rmse'), valueOf(metrics, 'mae')];
    scores.set(name, [...(scores.get(name) ?? []), { rmse, mae }]);
  }
}

const row = (metric, higherIsBetter, contender, value, error, note) => {
  const isOurs = !/^(Surprise|implicit)/.test(contender);
  return { dataset: 'InstEval', metric, higherIsBetter, contender, isOurs, value, error, note };
};
console.log(`| ratings, ${FOLDS}-fold | RMSE | standard error | MAE |\n|---|---|---|---|`);
for (const [name, list] of scores) {
  const [rmse, mae] = [list.map((fold) => fold.rmse), list.map((fold) => fold.mae)];
  const figures = [mean(rmse), standardError(rmse), mean(mae)].map((value) => value.toFixed(4));
  console.log(`| ${name} | ${figures.join(' | ')} |`);
  publish('recommendation', [row(`RMSE, ${FOLDS}-fold`, false, name, mean(rmse), standardError(rmse))]);
}

console.log('\n| lists | precision@10 | recall@10 | ndcg@10 |\n|---|---|---|---|');
const { algorithm, hyperparameters } = the.chooseRecommender(
  interactionsOf(train),
  { algorithm: 'auto', hyperparameters: {}, metric: 'ndcg@10' },
  context,
);
const measureOurs = (name, given) => {
  const { fit, estimator } = the.findRecommender(name);
  return the.measureRanking(fit(train, the.withDefaults(estimator.parameters, given), context), train, test, users);
};
for (const { estimator } of RECOMMENDERS) report(estimator.name, measureOurs(estimator.name, {}));
report('auto', measureOurs(algorithm, hyperparameters), `chose ${algorithm}`);
for (const [name, lists] of Object.entries(others.lists)) report(name, the.rankingMetrics(rankedBy(lists)));

function* rankedBy(lists) {
  const [seen, relevant] = [train, test].map((rows) => {
    const byUser = new Map([...users].map((user) => [user, new Set()]));
    rows.users.forEach((user, i) => byUser.get(user)?.add(rows.items[i]));
    return byUser;
  });
  for (const [position, user] of users.entries()) {
    const unseen = [...relevant.get(user)].filter((item) => !seen.get(user).has(item));
    yield { relevant: new Set(unseen), ranked: lists[position].map((item) => ({ item })) };
  }
}

function report(name, metrics, note) {
  const figures = ['precision@10', 'recall@10', 'ndcg@10'].map((metric) => valueOf(metrics, metric).toFixed(4));
  console.log(`| ${name} | ${figures.join(' | ')} |`);
  const { value, standardError: error } = metrics.find((metric) => metric.name === 'ndcg@10');
  publish('recommendation', [row('nDCG@10 of unseen items', true, name, value, error, note)]);
}
