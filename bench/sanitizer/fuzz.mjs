// Seeded mutations of small files: no crash, no hang, the row invariant on each.
//   npm run build && node bench/sanitizer/fuzz.mjs [files=100000] [seed=1]
// A failure prints the seed of the file, which reproduces it: fuzz.mjs 1 <seed>.
import { load } from './built.mjs';
import { chunksOf, mutatedFile } from './mutations.mjs';

const { exportLossless, sanitize, SanitizeError } = await load('sanitizer/core/index.js');
const { QualityReport } = await load('contracts/report.js');
const { Recipe } = await load('contracts/recipe.js');
const { renderReport } = await load('sanitizer/page/index.js');
const files = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 1);
const SLOW_MS = 5000;

const limits = { max_rows: 20_000_000, max_columns: 10_000, max_field_bytes: 10 << 20 };

const outcomes = new Map();
const started = Date.now();
for (let seed = firstSeed; seed < firstSeed + files; seed++) {
  const { bytes, chunkSize, modelType, materialize } = mutatedFile(seed);
  const source = { length: bytes.length, open: () => chunksOf(bytes, chunkSize) };
  const before = process.cpuUsage();
  const outcome = await attempt(source, modelType, materialize).catch((error) => {
    throw new Error(`seed ${seed}`, { cause: error });
  });
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const { user, system } = process.cpuUsage(before);
  if ((seed - firstSeed + 1) % 10_000 === 0) console.log(`${seed - firstSeed + 1} files, none failed`);
  if (user + system > SLOW_MS * 1000) throw new Error(`seed ${seed}: took ${(user + system) / 1e6} CPU seconds`);
}
console.log(
  `${files} files in ${((Date.now() - started) / 1000).toFixed(0)} s, seeds from ${firstSeed}: no crash, no hang, rows in = kept + quarantined + removed`,
);
for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`  ${count} ${outcome}`);

async function attempt(source, modelType, materialize) {
  const options = { column_types: [], keep_columns: [], disabled_repairs: [] };
  const request = { model_type: modelType, columns: [], target: null, filename: 'fuzz.csv', options, limits };
  let [lines, asides] = [0, 0];
  const counter = (add) => async (chunk) => {
    for (const byte of chunk) if (byte === 10) add();
  };
  const sinks = { clean: async () => {}, changes: async () => {}, quarantine: counter(() => asides++) };
  try {
    const plain = await exportLossless(
      source,
      limits,
      counter(() => lines++),
      () => {},
    );
    const { report, table, recipe } = await sanitize(source, request, sinks, () => {}, { materialize });
    check(report, asides);
    if (report.rows.in !== plain.rows + plain.setAside) throw new Error('stage 1 alone read another number of rows');
    if (materialize && table.sourceRows.length !== report.rows.kept) throw new Error('the table lost rows');
    Recipe.parse(JSON.parse(JSON.stringify(recipe)));
    renderReport(report);
    return 'clean table';
  } catch (error) {
    if (!(error instanceof SanitizeError)) throw error;
    if (error.report) check(error.report, asides);
    return error.code;
  }
}

function check(report, asides) {
  QualityReport.parse(report);
  const { in: all, kept, quarantined, removed } = report.rows;
  if (all !== kept + quarantined + removed) throw new Error('rows were lost');
  if (asides !== quarantined + removed) throw new Error('a row was set aside without being written');
}
