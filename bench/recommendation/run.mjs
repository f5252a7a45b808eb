/** See README.md beside this file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({
  options: { data: { type: 'string', default: join(root, '../shared/data') }, folds: { type: 'string', default: '5' } },
});
const FOLDS = Number(options.folds);

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
  const lines = readFileSync(join(options.data, 'insteval/insteval_sdy.csv'), 'utf8').trim().split('\n').slice(1);
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
const scores = new Map();
for (let fold = 0; fold < FOLDS; fold++) {
  const isHeld = new Uint8Array(data.users.length);
  shuffled.forEach((row, position) => (isHeld[row] = position % FOLDS === fold ? 1 : 0));
  const [train, test] = divide(isHeld);
  const ids = (count) => Array.from({ length: count }, (_, i) => `${i}`);
  const interactions = { data: train, users: ids(data.userCount), items: ids(data.itemCount), times: null };
  const fit = (name, hyperparameters) => {
    const { fit, estimator } = the.findRecommender(name);
    return the.measureRatings(fit(train, the.withDefaults(estimator.parameters, hyperparameters), context), test);
  };
  const mean = train.ratings.reduce((sum, rating) => sum + rating, 0) / train.ratings.length;
  const auto = { algorithm: 'auto', hyperparameters: {}, metric: null };
  const { algorithm, hyperparameters } = the.chooseRecommender(interactions, auto, context);
  const measured = {
    mean: the.ratingErrors(test.ratings, new Float64Array(test.ratings.length).fill(mean)),
    'biases alone': fit('als', { factors: 0 }),
    als: fit('als', {}),
    auto: fit(algorithm, hyperparameters),
  };
  for (const [name, metrics] of Object.entries(measured)) {
    const [rmse, mae] = [valueOf(metrics, 'rmse'), valueOf(metrics, 'mae')];
    scores.set(name, [...(scores.get(name) ?? []), { rmse, mae }]);
  }
}

const average = (list, key) => list.reduce((sum, entry) => sum + entry[key], 0) / list.length;
const spread = (list, key) =>
  Math.sqrt(
    list.reduce((sum, entry) => sum + (entry[key] - average(list, key)) ** 2, 0) / (list.length - 1) / list.length,
  );
console.log(`| ratings, ${FOLDS}-fold | RMSE | standard error | MAE |\n|---|---|---|---|`);
for (const [name, list] of scores) {
  const figures = [average(list, 'rmse'), spread(list, 'rmse'), average(list, 'mae')].map((value) => value.toFixed(4));
  console.log(`| ${name} | ${figures.join(' | ')} |`);
}

const isHeld = new Uint8Array(data.users.length);
for (const row of the.holdOutByUser(data.users, data.userCount, null, new RandomStream(1, 'lists'))) isHeld[row] = 1;
const [train, test] = divide(isHeld);
const users = the.measuredUsers(test, train, context);
console.log('\n| lists | precision@10 | recall@10 | ndcg@10 |\n|---|---|---|---|');
for (const { estimator, fit } of RECOMMENDERS) {
  const model = fit(train, the.withDefaults(estimator.parameters, {}), context);
  const metrics = the.measureRanking(model, train, test, users);
  const figures = ['precision@10', 'recall@10', 'ndcg@10'].map((name) => valueOf(metrics, name).toFixed(4));
  console.log(`| ${estimator.name} | ${figures.join(' | ')} |`);
}
