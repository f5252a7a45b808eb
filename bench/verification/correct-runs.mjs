/**
 * Correct trainings on real data, each checked: none may be rejected, and checking may take at most 3 × training + 2 s of
 * the processor (one thread each, so that a busy machine changes little). Prints a Markdown table.
 * `node bench/verification/correct-runs.mjs [filter]`; the data is found at ../shared/data (DATA_DIR).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const DATA = process.env.DATA_DIR ?? '../shared/data';
const role = (name, column) => ({ role: name, column });
const REGRESSORS = [
  'least_squares',
  'ridge',
  'elastic_net',
  'nearest_neighbours',
  'random_forest',
  'gradient_boosting',
];
const CLASSIFIERS = ['logistic_regression', 'naive_bayes', 'nearest_neighbours', 'random_forest', 'gradient_boosting'];
const RECOMMENDERS = ['als', 'ials', 'ease', 'item_knn', 'popularity'];
const DETECTORS = ['isolation_forest', 'knn_distance', 'lof', 'ecod', 'hbos'];
const CLUSTERERS = ['k_means', 'gaussian_mixture', 'dbscan'];
const FORECASTERS = [
  'seasonal_naive',
  'ses',
  'holt',
  'damped_trend',
  'holt_winters',
  'theta',
  'ets',
  'ces',
  'combination',
];

const RATINGS = [
  ['user_id', 's'],
  ['item_id', 'd'],
  ['rating', 'y'],
];
/** Ensembles of fewer trees, so that all runs together end in minutes; each tree is a tree. */
const SMALLER = new Map([
  ['random_forest', { trees: 40 }],
  ['gradient_boosting', { trees: 40 }],
]);

const SETS = [
  ['abalone/abalone.csv', 'regression', 'column_9', [], REGRESSORS],
  ['auto-mpg/auto-mpg.csv', 'regression', 'mpg', [], REGRESSORS],
  ['wine-quality/winequality-red.csv', 'regression', 'quality', [], REGRESSORS],
  ['credit-g/german_h.csv', 'classification', 'class', [], CLASSIFIERS],
  ['modeldata/attrition.csv', 'classification', 'Attrition', [], CLASSIFIERS],
  ['pima/pima-indians-diabetes.csv', 'classification', 'column_9', [], CLASSIFIERS],
  ['insteval/insteval.csv', 'recommendation', null, RATINGS, RECOMMENDERS],
  ['odds/glass.csv', 'anomaly', null, [], DETECTORS],
  ['odds/cardio.csv', 'anomaly', null, [], DETECTORS],
  ['odds/vowels.csv', 'clustering', null, [], CLUSTERERS],
  ['series/airline-passengers.csv', 'forecasting', null, [], FORECASTERS],
  ['series/monthly-sunspots.csv', 'forecasting', null, [], FORECASTERS],
  // One large set for each family.
  ['adult/adult-train.csv', 'classification', 'column_15', [], CLASSIFIERS],
  ['beijing-pm25/pollution.csv', 'regression', 'pm2.5', [], REGRESSORS],
  ['beijing-pm25/pollution.csv', 'clustering', null, [], ['k_means', 'gaussian_mixture']],
  ['adult/adult-train.csv', 'anomaly', null, [], DETECTORS],
  ['series/daily-min-temperatures.csv', 'forecasting', null, [], FORECASTERS],
];

const folder = mkdtempSync(join(tmpdir(), 'correct-runs-'));
const cost = join(folder, 'cost.json');
/** CommonJS dependencies look for `require`. */
const require = "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);";
/** What a program spent is left behind when it ends. */
const meter = `import { writeFileSync as $w } from 'node:fs';
process.on('exit', () => $w(${JSON.stringify(cost)}, JSON.stringify(process.cpuUsage())));`;
async function bundle(name, entry, isMetered = true) {
  const outfile = join(folder, `${name}.mjs`);
  const banner = { js: isMetered ? require + meter : require };
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', banner, logLevel: 'error' };
  await build({ ...options, entryPoints: [entry], outfile });
  return outfile;
}

const trainer = await bundle('trainer', 'src/trainer/main.ts');
const checker = await bundle('checker', 'src/verification/checker/main.ts');
const { runProgram } = await import(pathToFileURL(await bundle('run', 'src/verification/bin/run-program.ts', false)));
const resources = { memory_bytes: 3 * 2 ** 30, threads: 1 };

/** With the seconds of the processor that the program spent. */
async function costOf(work) {
  rmSync(cost, { force: true });
  const outcome = await work();
  while (!statSync(cost, { throwIfNoEntry: false })?.size) await delay(20);
  const { user, system } = JSON.parse(readFileSync(cost, 'utf8'));
  return [outcome, (user + system) / 1e6];
}

console.log(
  '| data | algorithm | training, s | checking, s | verdict | undecided or failed |\n|---|---|---:|---:|---|---|',
);

const rows = [];
for (const [file, model_type, target, columns, algorithms] of SETS) {
  const path = join(DATA, file);
  if (!existsSync(path)) {
    console.log(`skipped: ${path} is absent`);
    continue;
  }
  const data = readFileSync(path);
  for (const algorithm of algorithms) {
    if (!`${file} ${algorithm}`.includes(process.argv[2] ?? '')) continue;
    const request = {
      model_type,
      columns: columns.map(([name, column]) => role(name, column)),
      target,
      filename: file.split('/').at(-1),
      options: { column_types: [], keep_columns: [], disabled_repairs: [] },
      limits: { max_rows: 1e7, max_columns: 1e4, max_field_bytes: 1e7 },
      algorithm,
      hyperparameters: SMALLER.get(algorithm) ?? {},
      metric: null,
      seed: null,
      dataset_sha256: createHash('sha256').update(data).digest('hex'),
      code_version: '2.0.0',
    };
    try {
      const job = { command: 'train', ...request, resources };
      const [trained, trainSeconds] = await costOf(() => runProgram(trainer, job, new Map([['data', data]])));
      const check = { command: 'check', claim: trained.result, request, resources };
      const [checked, checkSeconds] = await costOf(() => runProgram(checker, check, trained.artifacts));
      const { verdict, checks } = checked.result;
      const bad = checks
        .filter((c) => c.verdict !== 'PASS')
        .map((c) => `${c.id} ${c.verdict} ${c.value.toPrecision(3)}`);
      rows.push({ file, algorithm, trainSeconds, checkSeconds, verdict, slow: checkSeconds > 3 * trainSeconds + 2 });
      const times = `${trainSeconds.toFixed(2)} | ${checkSeconds.toFixed(2)}`;
      console.log(`| ${file} ${model_type} | ${algorithm} | ${times} | ${verdict} | ${bad.join('; ')} |`);
    } catch (error) {
      rows.push({ file, algorithm, verdict: 'ERROR' });
      console.log(`| ${file} ${model_type} | ${algorithm} | | | not trained | ${error.message} |`);
    }
  }
}
rmSync(folder, { recursive: true });
const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
console.log(
  `\n${rows.length} runs: ${count('CERTIFIED')} certified, ${count('INDETERMINATE')} indeterminate, ${count('FAILED')} rejected, ` +
    `${count('ERROR')} not trained; ${rows.filter((row) => row.slow).length} over 3 × training + 2 s`,
);
