/**
 * What a whole training costs beside its fit, in seconds of the processor, one thread each:
 *
 *     node bench/kernels/whole-training.mjs [--rounds=3]
 *
 * start: a program that reads twenty lines; parsing: the sanitizer on the file, from bytes to typed table and report; fits and
 * measuring: split, fit, evaluation and explanations, fit to all rows, model files; checking: the independent checker. Medians.
 * What the sandbox adds is measured by bench/isolation-overhead.mjs. Data: DATA_DIR, else ../shared/data.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { dataDirectory, options } from '../environment.mjs';

const root = join(import.meta.dirname, '..', '..');
const role = ([name, column]) => ({ role: name, column });
const RATINGS = [
  ['user_id', 's'],
  ['item_id', 'd'],
].map(role);
const TRAININGS = [
  ['adult/adult-train.csv', 'classification', 'column_15', [], 'gradient_boosting', { trees: 100 }],
  ['adult/adult-train.csv', 'classification', 'column_15', [], 'logistic_regression', {}],
  ['insteval/insteval.csv', 'recommendation', null, RATINGS, 'ials', {}],
  ['insteval/insteval.csv', 'recommendation', null, RATINGS, 'ease', {}],
];

const folder = mkdtempSync(join(tmpdir(), 'whole-training-'));
const cost = join(folder, 'cost.json');
const require = "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);";
/** What a program spent is left behind when it ends. */
const meter = `import { writeFileSync as $w } from 'node:fs';
process.on('exit', () => $w(${JSON.stringify(cost)}, JSON.stringify(process.cpuUsage())));`;

async function bundle(name, entry, banner) {
  const outfile = join(folder, `${name}.mjs`);
  const shape = { bundle: true, platform: 'node', format: 'esm', target: 'node20', banner: { js: banner } };
  await build({ ...shape, entryPoints: [join(root, entry)], outfile, logLevel: 'error' });
  return outfile;
}

const trainer = await bundle('trainer', 'src/trainer/main.ts', require + meter);
const checker = await bundle('checker', 'src/verification/checker/main.ts', require + meter);
const { runProgram } = await import(
  pathToFileURL(await bundle('run', 'src/verification/bin/run-program.ts', require)).href
);
const resources = { memory_bytes: 3 * 2 ** 30, threads: 1 };

async function costOf(program, job, inputs) {
  rmSync(cost, { force: true });
  const outcome = await runProgram(program, { ...job, resources }, inputs);
  while (!statSync(cost, { throwIfNoEntry: false })?.size) await delay(20);
  const { user, system } = JSON.parse(readFileSync(cost, 'utf8'));
  return { outcome, seconds: (user + system) / 1e6 };
}

function requestOf(data, [file, model_type, target, columns, algorithm, hyperparameters]) {
  return {
    model_type,
    columns,
    target,
    filename: file.split('/').at(-1),
    options: { column_types: [], keep_columns: [], disabled_repairs: [] },
    limits: { max_rows: 1e7, max_columns: 1e4, max_field_bytes: 1e7 },
    algorithm,
    hyperparameters,
    metric: null,
    seed: 1,
    dataset_sha256: createHash('sha256').update(data).digest('hex'),
    code_version: '2.0.0',
  };
}

const tiny = Buffer.from(`a,b\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 2}`).join('\n')}\n`);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const ROUNDS = Number(options.get('rounds') ?? 3);
console.log(
  '| training | start | parsing | fits and measuring | checking | whole | verdict |\n|---|---|---|---|---|---|---|',
);
for (const training of TRAININGS) {
  const [file, , , , algorithm] = training;
  const path = join(dataDirectory, file);
  if (!existsSync(path)) {
    console.log(`skipped: ${file} is absent`);
    continue;
  }
  const data = readFileSync(path);
  const request = requestOf(data, training);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { model_type, columns, filename, limits, options: repairs } = request;
    const sanitize = { command: 'sanitize', model_type, columns: [], target: null, filename, limits, options: repairs };
    const small = { ...sanitize, model_type: 'regression', target: 'b' };
    const start = await costOf(trainer, small, new Map([['data', tiny]]));
    const parse = await costOf(trainer, { ...sanitize, columns, target: request.target }, new Map([['data', data]]));
    const train = await costOf(trainer, { command: 'train', ...request }, new Map([['data', data]]));
    const claim = train.outcome.result;
    const check = await costOf(checker, { command: 'check', claim, request }, train.outcome.artifacts);
    rounds.push({
      start: start.seconds,
      parsing: parse.seconds - start.seconds,
      fits: train.seconds - parse.seconds,
      checking: check.seconds,
      verdict: check.outcome.result.verdict,
    });
  }
  const figures = ['start', 'parsing', 'fits', 'checking'].map((part) => median(rounds.map((round) => round[part])));
  const whole = figures.reduce((sum, seconds) => sum + seconds, 0);
  const cells = [...figures, whole].map((seconds) => `${seconds.toFixed(2)} s`).join(' | ');
  console.log(`| ${file}, ${algorithm} | ${cells} | ${rounds[0].verdict} |`);
}
rmSync(folder, { recursive: true });
