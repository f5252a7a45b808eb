// The Pollock benchmark (HPI-Information-Systems/Pollock) on stage 1, without any parameters.
//   npm run build && node bench/sanitizer/pollock.mjs <checkout> [polluted_files|survey_sample]
// Needs python3 with the packages that Pollock's own metrics import (PYTHON names the interpreter).
// Files are converted into a scratch folder and scored by Pollock's metrics.py as it is; the scores published for SQLite
// and pandas are recomputed from the outputs in the checkout, to show that the scorer agrees. Nothing is written to the checkout.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { load } from './built.mjs';
import { corpusFolder } from './corpus-folder.mjs';

const [named = process.env.POLLOCK, dataset = 'polluted_files'] = process.argv.slice(2);
const checkout = corpusFolder(named, {
  name: 'the Pollock benchmark',
  origin: 'a checkout of github.com/HPI-Information-Systems/Pollock',
  usage: 'node bench/sanitizer/pollock.mjs <checkout> [polluted_files|survey_sample]',
});
const { exportLossless } = await load('sanitizer/core/index.js');
const limits = { max_rows: 20_000_000, max_columns: 10_000, max_field_bytes: 10 << 20 };

const scratch = process.env.OUT ?? mkdtempSync(join(tmpdir(), 'pollock-'));
mkdirSync(scratch, { recursive: true });
const folder = join(resolve(checkout), dataset, 'csv');
let [setAside, failed] = [0, 0];
for (const file of readdirSync(folder)) {
  const bytes = readFileSync(join(folder, file));
  const source = { length: bytes.length, open: () => chunksOf(bytes) };
  const parts = [];
  try {
    const result = await exportLossless(
      source,
      limits,
      async (chunk) => void parts.push(Buffer.from(chunk)),
      () => {},
    );
    setAside += result.setAside;
    writeFileSync(join(scratch, `${file}_converted.csv`), Buffer.concat(parts));
  } catch (error) {
    failed++;
    console.error(`${file}: ${error.code ?? error.stack} ${error.message}`);
    writeFileSync(join(scratch, `${file}_converted.csv`), 'Application Error\n');
  }
}
console.log(`${dataset}: ${setAside} records set apart and named, ${failed} files refused`);

const python = process.env.PYTHON ?? 'python3';
const scorer = join(import.meta.dirname, 'pollock_score.py');
const peers = (process.env.PEERS ?? 'sqlite,pandas').split(',').filter(Boolean);
const { status } = spawnSync(python, [scorer, resolve(checkout), dataset, scratch, ...peers], { stdio: 'inherit' });
if (!process.env.OUT) rmSync(scratch, { recursive: true });
process.exitCode = status;

async function* chunksOf(bytes) {
  for (let at = 0; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
}
