// Seeded mutations of small files: no crash, no hang, the row invariant on each.
//   npm run build && node bench/sanitizer/fuzz.mjs [files=100000] [seed=1]
// A failure prints the seed of the file, which reproduces it: fuzz.mjs 1 <seed>.
import { load } from './built.mjs';

const { exportLossless, sanitize, SanitizeError } = await load('sanitizer/core/index.js');
const { QualityReport } = await load('contracts/report.js');
const { Recipe } = await load('contracts/recipe.js');
const { renderReport } = await load('sanitizer/page/index.js');
const files = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 1);
const SLOW_MS = 5000;

const BASES = [
  'user_id,item_id,rating,when\n' + rows(30, (i) => `${i % 7},B${i % 5},${(i % 9) / 2},2020-01-${10 + (i % 18)}`),
  'a;b;c\r\n' + rows(25, (i) => `"${i};x";${i},5;"say ""${i}"""`, '\r\n'),
  'name\tage\tnote\n' + rows(20, (i) => `Ann ${i}\t${20 + i}\t`),
  rows(25, (i) => `${i}, State-gov, ${i * 7}, ?, <=50K`),
  'Title of the table\n\nid,value,flag\n' + rows(25, (i) => `${i},$${i},yes`) + 'Total,100,\n',
  rows(20, (i) => `{"a": ${i}, "b": "x${i % 3}", "__proto__": null}`),
  'id|text\n' + rows(20, (i) => `${i}|"line one\nline two ${i}"`),
  '日付,値\n' + rows(20, (i) => `2019/${1 + (i % 12)}/${1 + (i % 28)},"1,${100 + i}"`),
];
const SPICE = [
  '"',
  "'",
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\0',
  '\\',
  '"",',
  ',,',
  '\ufeff',
  '=1+1',
  'NaN',
  '\n\n',
  '"\n"',
  '1e999',
  '__proto__',
  '٣',
  '\ud83d',
  '-',
  '\u0001',
];
const TYPES = [null, 'recommendation', 'classification', 'regression', 'clustering', 'anomaly', 'forecasting'];
const limits = { max_rows: 20_000_000, max_columns: 10_000, max_field_bytes: 10 << 20 };

function rows(n, line, end = '\n') {
  return Array.from({ length: n }, (_, i) => line(i) + end).join('');
}

function generator(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

function mutate(next) {
  let bytes = Buffer.from(BASES[next(BASES.length)]);
  for (let times = 1 + next(8); times > 0; times--) {
    const at = next(bytes.length + 1);
    const to = Math.min(bytes.length, at + next(40));
    const kind = next(7);
    const parts = [bytes.subarray(0, at)];
    if (kind === 0) parts.push(Buffer.from(SPICE[next(SPICE.length)]), bytes.subarray(at));
    else if (kind === 1) parts.push(bytes.subarray(to));
    else if (kind === 2) parts.push(bytes.subarray(at, to), bytes.subarray(at, to), bytes.subarray(to));
    else if (kind === 3) parts.push(Buffer.from([next(256)]), bytes.subarray(Math.min(bytes.length, at + 1)));
    else if (kind === 4) parts.push(Buffer.from(SPICE[next(SPICE.length)].repeat(1 + next(30))), bytes.subarray(at));
    else if (kind === 5) parts.push(Buffer.from(BASES[next(BASES.length)]).subarray(0, next(200)), bytes.subarray(at));
    else parts.splice(0, 1, bytes.subarray(at), bytes.subarray(0, at));
    bytes = Buffer.concat(parts);
  }
  if (next(40) === 0) bytes = Buffer.from(bytes.toString('utf8'), 'utf16le');
  return bytes;
}

const outcomes = new Map();
const started = Date.now();
for (let seed = firstSeed; seed < firstSeed + files; seed++) {
  const next = generator(seed);
  const bytes = mutate(next);
  const size = 1 + next(next(2) === 0 ? 50 : 5000);
  const source = { length: bytes.length, open: () => chunks(bytes, size) };
  const before = process.cpuUsage();
  const outcome = await attempt(source, TYPES[next(TYPES.length)], next(3) > 0).catch((error) => {
    throw new Error(`seed ${seed}`, { cause: error });
  });
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const { user, system } = process.cpuUsage(before);
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

async function* chunks(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
