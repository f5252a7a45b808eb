import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { privateFolder, writePrivately } from './files.mjs';

export const superuser = 'postgres';

/**
 * Makes the database cluster if there is none: password logins only (SCRAM), UTF-8, the same sort order on every machine.
 *
 * @param {string} folder of the cluster
 * @param {string} password of the superuser
 * @param {import('./postgres-programs.mjs').Programs} programs
 * @param {import('./account.mjs').Account | undefined} account
 */
export function ensureCluster(folder, password, programs, account) {
  const made = readIf(path.join(folder, 'PG_VERSION'))?.trim();
  const major = programs.version.split('.')[0];
  if (made === major) return;
  if (made !== undefined) {
    throw new Error(
      `${folder} was made by PostgreSQL ${made}, and this is ${major}: dump it with the former release, then restore it here`,
    );
  }
  // initdb writes PG_VERSION first of all: one that was cut short would look finished, so it works under another name.
  const passing = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  for (const left of [passing, passwordFile]) fs.rmSync(left, { recursive: true, force: true });
  privateFolder(passing, account);
  writePrivately(passwordFile, password, account);
  const args = ['--encoding=UTF8', '--no-locale', '--auth=scram-sha-256', '--no-instructions'];
  const initdb = spawnSync(programs.initdb, ['-D', passing, '-U', superuser, `--pwfile=${passwordFile}`, ...args], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  });
  fs.rmSync(passwordFile);
  if (initdb.status !== 0) throw new Error(`initdb failed:\n${initdb.stderr}`);
  fs.renameSync(passing, folder);
}

/**
 * A killed server leaves its pid file, and refuses to start again once another process has that number. The caller
 * holds the lock of the data folder and has ended its own orphans, so the file can only be a leftover.
 *
 * @param {string} folder of the cluster
 */
export const forgetKilledServer = (folder) => fs.rmSync(path.join(folder, 'postmaster.pid'), { force: true });

/** @param {string} folder @returns {boolean} whether the server says that it takes connections */
export const isReady = (folder) => /^ready/.test(readIf(path.join(folder, 'postmaster.pid'))?.split('\n')[7] ?? '');

function readIf(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
