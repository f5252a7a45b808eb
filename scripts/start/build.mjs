import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What the build reads, and the mark that a whole build leaves: `dist/` alone could be half of one. */
const sources = ['src', 'scripts/bundle.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
const mark = 'dist/.complete';

/**
 * @param {string} root of the checkout
 * @param {(line: string) => void} say
 * @throws {Error} when it does not compile
 */
export function ensureBuilt(root, say) {
  if (isBuilt(root)) return;
  say('building (dist/ is missing or older than src/)');
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stdout}`);
  fs.writeFileSync(path.join(root, mark), '');
}

/** @param {string} root @returns {boolean} by times alone, folders included: a removed file changes its folder's */
export function isBuilt(root) {
  const built = modified(path.join(root, mark));
  return built > 0 && sources.every((source) => newest(path.join(root, source)) <= built);
}

function newest(file) {
  const children = fs.existsSync(file) && fs.statSync(file).isDirectory() ? fs.readdirSync(file) : [];
  return Math.max(modified(file), ...children.map((name) => newest(path.join(file, name))));
}

const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
