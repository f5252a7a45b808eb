/** What the benches of several folders share: our code from source, and a Python environment with the peers. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
export const dataDirectory = process.env.DATA_DIR ?? join(root, '..', 'shared', 'data');
/** `--name=value` and `--name` of the command line */
export const options = new Map(process.argv.slice(2).map((argument) => argument.replace(/^--/, '').split('=')));

function cacheOf(bench) {
  const directory = join(root, '.cache', 'bench', bench);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** The exports of modules under src/, bundled. */
export async function ours(bench, ...modules) {
  const outfile = join(cacheOf(bench), 'ours.mjs');
  const contents = modules.map((module) => `export * from './src/${module}';`).join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return import(pathToFileURL(outfile));
}

/** What bench/<bench>/peers.py prints as JSON, given `input` as a JSON file; its environment holds requirements.txt. */
export function peers(bench, input) {
  const [cache, here] = [cacheOf(bench), join(root, 'bench', bench)];
  const python = join(cache, 'venv', 'bin', 'python');
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', join(cache, 'venv')], { stdio: 'inherit' });
    const requirements = join(here, 'requirements.txt');
    execFileSync(python, ['-m', 'pip', 'install', '-q', '-r', requirements], { stdio: 'inherit' });
  }
  const file = join(cache, 'input.json');
  writeFileSync(file, JSON.stringify(input));
  const stdio = ['ignore', 'pipe', 'inherit'];
  return JSON.parse(
    execFileSync(python, ['-W', 'ignore', join(here, 'peers.py'), file], { stdio, maxBuffer: 1 << 28 }),
  );
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function standardError(values) {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length);
}
