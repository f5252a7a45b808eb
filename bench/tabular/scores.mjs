/**
 * Classification and regression beside scikit-learn, LightGBM and XGBoost, on the same folds:
 *
 *     node bench/tabular/scores.mjs [--tables=pima,wine-red] [--contenders=auto,ridge] [--no-peers]
 *
 * AUC of the second class (higher is better) or RMSE (lower is better), mean ± standard error over the outer folds. `auto`
 * sees the training part of a fold only. Peers run with their defaults in a Python environment that the bench makes
 * (requirements.txt). Data: DATA_DIR, else ../shared/data. Environment: .cache/bench/tabular.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { publish } from '../scores/published.mjs';
import { loadDatasets } from './datasets.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const cache = join(root, '.cache', 'bench', 'tabular');
const options = new Map(process.argv.slice(2).map((argument) => argument.replace(/^--/, '').split('=')));
const listed = (name) => options.get(name)?.split(',');

mkdirSync(cache, { recursive: true });
const wanted = listed('tables');
const tables = loadDatasets(process.env.DATA_DIR ?? join(root, '..', 'shared', 'data')).filter(
  ({ name }) => !wanted || wanted.includes(name),
);
for (const table of tables) {
  const rows = options.has('no-peers') ? [] : runPeers([table]);
  print(table, [...rows, ...(await runOurs([table]))]);
}

function runPeers(tables) {
  const python = join(cache, 'venv', 'bin', 'python');
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', join(cache, 'venv')], { stdio: 'inherit' });
    execFileSync(python, ['-m', 'pip', 'install', '-q', '-r', join(here, 'requirements.txt')], { stdio: 'inherit' });
  }
  const file = join(cache, 'tables.json');
  writeFileSync(file, JSON.stringify(tables));
  const stdio = ['ignore', 'pipe', 'inherit'];
  return JSON.parse(
    execFileSync(python, ['-W', 'ignore', join(here, 'peers.py'), file], { stdio, maxBuffer: 1 << 28 }),
  );
}

async function runOurs(tables) {
  const outfile = join(cache, 'tabular.mjs');
  await build({
    stdin: {
      contents: `export * from './src/algorithms/tabular/index.ts'`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  const ours = await import(pathToFileURL(outfile));
  return tables.flatMap((table) => {
    const task = table.task === 'classification' ? ours.classificationTask : ours.regressionTask;
    const names = [...task.algorithms.map(({ estimator }) => estimator.name), 'auto'];
    return names
      .filter((name) => !options.has('contenders') || listed('contenders').includes(name))
      .map((name) => ({ table: table.name, contender: `ours ${name}`, ...scoreOurs(ours, task, table, name) }));
  });
}

function scoreOurs(ours, task, table, name) {
  const isClass = table.task === 'classification';
  const data = dataOf(table, isClass);
  const [metric, fitWith, candidates] = isClass
    ? ['roc_auc', ours.fitClassifier, ours.CLASSIFIER_CANDIDATES]
    : ['rmse', ours.fitRegressor, ours.REGRESSOR_CANDIDATES];
  const scores = [];
  const losses = [];
  const choices = [];
  for (let fold = 0; fold <= Math.max(...table.folds); fold++) {
    const rows = Uint32Array.from(table.folds, (_, row) => row);
    const train = task.select(
      data,
      rows.filter((row) => table.folds[row] !== fold),
    );
    const test = task.select(
      data,
      rows.filter((row) => table.folds[row] === fold),
    );
    const seed = fold + 1;
    const { algorithm, parameters } =
      name === 'auto' ? ours.search(task, train, candidates, metric, { seed }) : { algorithm: name, parameters: {} };
    const prediction = fitWith(algorithm, train, parameters, { seed }).predict(test.features);
    scores.push(task.evaluate(metric, test, prediction).value);
    if (isClass) losses.push(task.evaluate('log_loss', test, prediction).value);
    choices.push(algorithm);
  }
  process.stderr.write(`${table.name} ours ${name} ${mean(scores)}\n`);
  return { scores, losses, choices: name === 'auto' ? choices : undefined };
}

function dataOf(table, isClass) {
  const columns = table.columns.map(({ kind, name, levels, values }) =>
    kind === 'number'
      ? { kind, name, values: Float64Array.from(values) }
      : { kind, name, levels, codes: Int32Array.from(values) },
  );
  const features = { rows: table.target.length, columns };
  return isClass
    ? { features, labels: Int32Array.from(table.target), classes: table.classes }
    : { features, target: Float64Array.from(table.target) };
}

function print(table, results) {
  const sign = table.task === 'classification' ? -1 : 1;
  const metric = sign < 0 ? 'AUC' : 'RMSE';
  publish(
    'tabular',
    results.map(({ contender, scores, choices }) => ({
      dataset: table.name,
      metric,
      higherIsBetter: sign < 0,
      contender: contender.replace(/^ours /, ''),
      isOurs: contender.startsWith('ours '),
      value: mean(scores),
      error: errorOf(scores),
      note: choices && `chose ${[...new Set(choices)].join(', ')}`,
    })),
  );
  console.log(
    `\n${table.name} (${table.target.length} × ${table.columns.length}, ${Math.max(...table.folds) + 1} folds)`,
  );
  for (const { contender, scores, losses, choices } of results.toSorted(
    (a, b) => sign * (mean(a.scores) - mean(b.scores)),
  )) {
    const loss = losses?.length ? `  log loss ${mean(losses).toFixed(4)}` : '';
    const chosen = choices
      ? `  chose ${[...new Set(choices)].map((c) => `${c} ×${choices.filter((o) => o === c).length}`).join(', ')}`
      : '';
    console.log(
      `  ${contender.padEnd(26)} ${metric} ${mean(scores).toFixed(4)} ± ${errorOf(scores).toFixed(4)}${loss}${chosen}`,
    );
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function errorOf(values) {
  const squares = values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
