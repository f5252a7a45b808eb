/** See README.md beside this file: boosted trees beside XGBoost, scikit-learn and LightGBM, interleaved. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { COLUMNS, makeTable } from './higgs-like.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '200000' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trees-'));
const rows = Number(options.rows);
const PEERS = ['xgboost', 'scikit-learn', 'lightgbm'];

const tables = { train: makeTable(rows, 1), test: makeTable(rows, 2) };
for (const [name, { values, labels }] of Object.entries(tables)) {
  writeFileSync(join(folder, `${name}-values`), new Uint8Array(values.buffer));
  writeFileSync(join(folder, `${name}-labels`), labels);
}

const outfile = join(folder, 'ours.mjs');
await build({
  stdin: {
    contents: `export * from './trees/boosting/estimators.ts'; export * from './metrics/index.ts';`,
    resolveDir: join(here, '../../src/algorithms'),
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
});
const { areaUnderRoc, boostedClassifier } = await import(pathToFileURL(outfile).href);

function dataOf({ values, labels }) {
  const columns = Array.from({ length: COLUMNS }, (_, j) => ({
    kind: 'number',
    name: `x${j}`,
    values: Float64Array.from({ length: rows }, (_, row) => values[row * COLUMNS + j]),
  }));
  return { features: { rows, columns }, labels: Int32Array.from(labels), classes: ['no', 'yes'] };
}

const [train, test] = [dataOf(tables.train), dataOf(tables.test)];
const parameters = { trees: 100, max_leaves: 31, learning_rate: 0.1, min_child_weight: 1, l2: 1 };

function trainOurs() {
  const before = process.cpuUsage();
  const began = performance.now();
  const model = boostedClassifier.fit(train, parameters, { seed: 1 });
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const { probabilities } = boostedClassifier.predict(model, test.features);
  return {
    cpu: (user + system) / 1e3,
    wall,
    auc: areaUnderRoc.evaluate({ labels: test.labels, classCount: 2 }, probabilities).value,
  };
}

const python = spawn(options.python, [join(here, 'trees-peers.py'), folder, String(rows), String(COLUMNS)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
await answers.next();

async function trainPeer(name, threads) {
  python.stdin.write(`${name} ${threads}\n`);
  const [cpu, wall, auc] = (await answers.next()).value.split(' ').map(Number);
  return { cpu, wall, auc };
}

const measured = new Map();
for (let round = 0; round <= Number(options.rounds); round++) {
  const results = [['ours', trainOurs()]];
  for (const name of PEERS) results.push([name, await trainPeer(name, 1)]);
  console.error(round, results.map(([name, { cpu }]) => `${name} ${cpu.toFixed(0)}`).join(', '));
  // The first round warms everybody up.
  if (round > 0) for (const [name, result] of results) measured.set(name, [...(measured.get(name) ?? []), result]);
}
python.stdin.end();
rmSync(folder, { recursive: true });

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const own = measured.get('ours');
console.log('| boosted trees | processor time | ours / it, median of the rounds | test AUC |\n|---|---|---|---|');
for (const [name, results] of measured) {
  const ratio = median(results.map(({ cpu }, round) => own[round].cpu / cpu));
  const time = `${(median(results.map(({ cpu }) => cpu)) / 1000).toFixed(2)} s`;
  console.log(`| ${name} | ${time} | ${ratio.toFixed(2)} | ${results[0].auc.toFixed(5)} |`);
}
