// Throughput and memory, side by side in one run, each system in a process of its own.
//   npm run build && node bench/sanitizer/throughput.mjs [megabytes=100]
// Peers that the project does not depend on are installed into a scratch folder at pinned versions.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMixedFile } from './mixed-file.mjs';

const PEERS = { papaparse: '5.5.3', udsv: '0.7.3', '@duckdb/node-api': '1.4.1-r.4' };
const megabytes = Number(process.argv[2] ?? 100);
const scratch = process.env.SCRATCH ?? join(tmpdir(), 'sanitizer-throughput');
mkdirSync(scratch, { recursive: true });

if (!existsSync(join(scratch, 'node_modules', 'udsv'))) {
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: scratch, stdio: 'inherit' });
}
const file = join(scratch, `mixed-${megabytes}.csv`);
if (!existsSync(file)) await writeMixedFile(file, megabytes * 1e6);
const size = statSync(file).size / 1e6;

console.log(`| system | rows | CPU s | MB per CPU-second | peak memory, MB |\n|---|---|---|---|---|`);
for (const system of ['stage 1, lossless', 'whole, with report', 'csv-parse', 'papaparse', 'udsv', 'duckdb']) {
  try {
    const script = join(import.meta.dirname, 'throughput-run.mjs');
    const { rows, cpu, rss } = JSON.parse(
      execFileSync(process.execPath, [script, system, file, scratch], { encoding: 'utf8' }),
    );
    console.log(`| ${system} | ${rows} | ${cpu.toFixed(2)} | ${(size / cpu).toFixed(1)} | ${rss.toFixed(0)} |`);
  } catch (error) {
    console.log(`| ${system} | failed: ${String(error.message).split('\n')[0]} | | | |`);
  }
}
