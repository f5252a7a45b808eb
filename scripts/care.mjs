/**
 * `npm run backup -- FOLDER`, `npm run restore -- FOLDER`, `npm run migrate -- status|up|down`, `npm run rotate-signing-key`:
 * the program of dist/, on the PostgreSQL that DATABASE_URL names, else on the one that `npm start` keeps in DATA_DIR,
 * which is brought up for as long as it takes where it does not run.
 */
import './start/require-node.mjs';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { serviceAccount } from './services/account.mjs';
import { startPostgres } from './services/postgres.mjs';
import { openState } from './services/state.mjs';
import { launchEnvironment } from './start/application.mjs';
import { ensureBuilt } from './start/build.mjs';
import { dropLock, takeLock } from './start/lock.mjs';

const root = path.resolve(import.meta.dirname, '..');
const env = launchEnvironment(root, process.env);
ensureBuilt(root, (line) => console.error(line));
if (env.DATABASE_URL) process.exit(care(env.DATABASE_URL));

const state = openState(env.DATA_DIR, serviceAccount());
const lock = path.join(state.run, 'start.lock');
if (takeLock(lock) !== undefined) process.exit(care(runningServer()));
const { url, child } = await startPostgres(state);
const code = care(url);
await child.stop();
dropLock(lock);
process.exit(code);

function care(databaseUrl) {
  const program = path.join(root, 'dist/operations/bin/care.js');
  const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
    env: { ...env, DATABASE_URL: databaseUrl },
    stdio: 'inherit',
  });
  return status ?? 1;
}

/** The application of this folder runs: its server's port is the fourth line of the file that PostgreSQL keeps. */
function runningServer() {
  const port = fs.readFileSync(path.join(state.home, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
  const password = fs.readFileSync(path.join(state.data, 'database-password'), 'utf8').trim();
  return `postgres://algoapi:${password}@127.0.0.1:${port}/algoapi`;
}
