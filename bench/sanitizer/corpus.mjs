// Crash corpora: every delimited file below a folder, as DuckDB's data/ and test/ or csv-spectrum's csvs/; with csv-spectrum's json/
// beside it, cells are compared as well.
//   npm run build && node bench/sanitizer/corpus.mjs <folder>
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { load } from './built.mjs';
import { corpusFolder } from './corpus-folder.mjs';

const { exportLossless, sanitize, SanitizeError } = await load('sanitizer/core/index.js');
const limits = { max_rows: 20_000_000, max_columns: 10_000, max_field_bytes: 10 << 20 };
const options = { column_types: [], keep_columns: [], disabled_repairs: [] };
const nothing = async () => {};
const folder = corpusFolder(process.argv[2], {
  name: 'a corpus of CSV files',
  origin:
    'the folders data and test of github.com/duckdb/duckdb, or csvs and json of github.com/max-mapper/csv-spectrum',
  usage: 'node bench/sanitizer/corpus.mjs <folder>',
});
const files = readdirSync(folder, { recursive: true }).filter((name) => /\.(csv|tsv|csv\.gz)$/i.test(name));
const counts = new Map();
let [slowest, equal, compared] = [['', 0], 0, 0];
for (const name of files) {
  const bytes = readFileSync(join(folder, name));
  const source = { length: bytes.length, open: () => chunksOf(bytes) };
  const before = process.cpuUsage();
  let outcome = 'read';
  try {
    const parts = [];
    await exportLossless(
      source,
      limits,
      async (chunk) => void parts.push(Buffer.from(chunk)),
      () => {},
    );
    compare(name, Buffer.concat(parts));
    await sanitize(
      source,
      { model_type: null, columns: [], target: null, filename: basename(name), options, limits },
      { clean: nothing, changes: nothing, quarantine: nothing },
      () => {},
    );
  } catch (error) {
    if (!(error instanceof SanitizeError)) throw new Error(name, { cause: error });
    outcome = error.code;
  }
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const { user, system } = process.cpuUsage(before);
  if (user + system > slowest[1]) slowest = [name, user + system];
}
console.log(`${files.length} files, no crash; slowest ${(slowest[1] / 1e6).toFixed(2)} CPU s (${slowest[0]})`);
for (const [outcome, count] of counts) console.log(`  ${count} ${outcome}`);
if (compared > 0) console.log(`  ${equal} of ${compared} equal to the expected cells`);

function compare(name, csv) {
  const expected = join(folder, '..', 'json', `${basename(name, '.csv')}.json`);
  if (!existsSync(expected)) return;
  compared++;
  const [header, ...rows] = parse(csv, { relax_column_count: true });
  const objects = rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ''])));
  if (JSON.stringify(objects) === JSON.stringify(JSON.parse(readFileSync(expected, 'utf8')))) equal++;
  else console.log(`  ${name} differs`);
}

async function* chunksOf(bytes) {
  for (let at = 0; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
}
