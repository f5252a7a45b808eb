/**
 * `npm run check`: everything that needs no service, in under two minutes. Two steps at a time, the longest first; each
 * prints one line with its seconds, and the output of those that fail follows. What has not changed since the last run is
 * neither linted, formatted nor typed again.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const steps = [
  ['lint', 'eslint', 'src', 'test', 'scripts', '--cache', '--cache-location', '.cache/eslint'],
  ['unit tests', 'vitest', 'run', '--project', 'unit', '--reporter=dot'],
  ['format', 'prettier', '--check', '.', '--log-level', 'warn', '--cache', '--cache-location', '.cache/prettier'],
  ['types: src', ...types('tsconfig.json', '.cache/types-src')],
  ['types: test', ...types('test/tsconfig.json', '.cache/types-test')],
  ['import rules', 'depcruise', 'src', '--config', '.dependency-cruiser.cjs'],
];
const atOnce = 2;

const waiting = [...steps];
const failures = [];
await Promise.all(Array.from({ length: atOnce }, drain));
for (const { name, output } of failures) console.log(`\n----- ${name} -----\n${output.trim()}`);
console.log(failures.length === 0 ? '\nall checks passed' : `\nfailed: ${failures.map(({ name }) => name).join(', ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function types(project, cache) {
  return ['tsc', '-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', cache];
}

async function drain() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const [name, command, ...args] = step;
    const began = performance.now();
    const { code, output } = await run(bin(command), args);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.padStart(6)} s`);
    if (code !== 0) failures.push({ name, output });
  }
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => resolve({ code, output }));
  });
}
