/**
 * Whole trainings of very large made sets: peak memory and seconds, as the sandbox runs them, one thread each:
 *
 *     node bench/scale/run.mjs [--sets=ratings,classes,amounts] [--algorithms=als,auto] [--rows=1000000] [--memory-mb=2048]
 *                              [--check] [--stages]
 *
 * ratings: 10 million of them; classes, amounts: 5 million rows × 30 columns. --memory-mb: the limit that the trainer plans with
 * (TRAINING_MEMORY_MB); a run that passes it is marked, not killed. --check: the independent checker reads what was trained.
 * The files (up to 2 GB) lie in the system's temporary folder and are removed at the end. Linux only: /proc tells the peak.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { options, ours } from '../environment.mjs';
import { writeRatings, writeTable } from './data.mjs';
import { runProgram } from './train.mjs';

const root = join(import.meta.dirname, '..', '..');
const role = ([name, column]) => ({ role: name, column });
const SETS = new Map([
  [
    'ratings',
    {
      write: writeRatings,
      rows: 10_000_000,
      model_type: 'recommendation',
      target: null,
      columns: [
        ['user_id', 'user'],
        ['item_id', 'item'],
        ['rating', 'rating'],
      ].map(role),
      algorithms: ['popularity', 'als', 'ials', 'item_knn', 'ease', 'auto'],
    },
  ],
  [
    'classes',
    {
      write: writeTable,
      rows: 5_000_000,
      model_type: 'classification',
      target: 'bought',
      columns: [],
      algorithms: [
        'logistic_regression',
        'naive_bayes',
        'gradient_boosting',
        'random_forest',
        'nearest_neighbours',
        'auto',
      ],
    },
  ],
  [
    'amounts',
    {
      write: writeTable,
      rows: 5_000_000,
      model_type: 'regression',
      target: 'amount',
      columns: [],
      algorithms: ['ridge', 'least_squares', 'elastic_net', 'gradient_boosting', 'random_forest', 'auto'],
    },
  ],
]);

const folder = mkdtempSync(join(tmpdir(), 'scale-'));
const memoryBytes = Number(options.get('memory-mb') ?? 2048) * 2 ** 20;
const listed = (name) => options.get(name)?.split(',');
const protocol = await ours('scale', 'contracts/frames.ts', 'isolation/heap-limit.ts');
/** As a worker tells a program: the rest is for its runtime. */
const resources = { memory_bytes: Math.floor(0.75 * memoryBytes), threads: 1 };
const heapMb = protocol.heapLimitMb(memoryBytes);

async function bundle(name, entry) {
  const outfile = join(folder, `${name}.mjs`);
  const require = "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);";
  const shape = { bundle: true, platform: 'node', format: 'esm', target: 'node20', banner: { js: require } };
  await build({ ...shape, entryPoints: [join(root, entry)], outfile, logLevel: 'error' });
  return outfile;
}

async function described(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return { path, length: statSync(path).size, sha256: hash.digest('hex') };
}

const [trainer, checker] = [
  await bundle('trainer', 'src/trainer/main.ts'),
  await bundle('checker', 'src/verification/checker/main.ts'),
];
const mb = (bytes) => Math.round(bytes / 2 ** 20).toLocaleString('en');
const whole = (seconds) => Math.round(seconds).toLocaleString('en');
console.log('| set | program | wall, s | processor, s | peak memory, MB | ended |\n|---|---|---|---|---|---|');
function print(set, program, { ended, exit, stderr, stages, peakBytes, wallSeconds, cpuSeconds }, verdict) {
  const died = `died: ${exit} ${stderr.split('\n').find((line) => /FATAL|Error/.test(line)) ?? ''}`;
  const word =
    ended === null ? died : ended.type === 'failure' ? `${ended.code}: ${ended.message}` : verdict(ended.result);
  const beyond = peakBytes > memoryBytes ? ` (beyond the limit of ${mb(memoryBytes)})` : '';
  console.log(
    `| ${set} | ${program} | ${whole(wallSeconds)} | ${whole(cpuSeconds)} | ${mb(peakBytes)}${beyond} | ${word} |`,
  );
  if (options.has('stages'))
    for (const { seconds, stage, peakBytes: bytes } of stages)
      console.log(`    ${seconds.toFixed(1)} s, ${mb(bytes)} MB: ${stage}`);
}

for (const name of listed('sets') ?? SETS.keys()) {
  const { write, rows: usual, algorithms, ...asked } = SETS.get(name);
  const rows = Number(options.get('rows') ?? usual);
  const data = write(join(folder, 'data.csv'), rows);
  console.error(`${name}: ${rows.toLocaleString('en')} rows, ${mb(data.length)} MB`);
  for (const algorithm of listed('algorithms') ?? algorithms) {
    const request = {
      ...asked,
      filename: 'data.csv',
      options: { column_types: [], keep_columns: [], disabled_repairs: [] },
      limits: { max_rows: 2e7, max_columns: 1e4, max_field_bytes: 1e7 },
      algorithm,
      hyperparameters: {},
      metric: null,
      seed: 1,
      dataset_sha256: data.sha256,
      code_version: '2.0.0',
    };
    const evidence = options.has('check') ? ['table', 'model', 'evaluation'] : [];
    const keep = new Map(evidence.map((artifact) => [artifact, join(folder, artifact)]));
    const run = { protocol, heapMb };
    const job = { command: 'train', ...request, resources };
    const trained = await runProgram({ ...run, bundle: trainer, job, inputs: new Map([['data', data]]), keep });
    print(name, `trainer, ${algorithm}`, trained, ({ algorithm: chosen, metrics: [metric] }) => {
      return `${chosen === algorithm ? '' : `chose ${chosen}, `}${metric.name} ${metric.value.toFixed(4)}`;
    });
    if (options.has('check') && trained.ended?.type === 'result') {
      const inputs = new Map();
      for (const [artifact, path] of keep) inputs.set(artifact, await described(path));
      const check = { command: 'check', claim: trained.ended.result, request, resources };
      const checked = await runProgram({ ...run, bundle: checker, job: check, inputs });
      print(name, `checker, ${algorithm}`, checked, ({ verdict }) => verdict);
    }
    for (const path of keep.values()) rmSync(path, { force: true });
  }
}
rmSync(folder, { recursive: true });
