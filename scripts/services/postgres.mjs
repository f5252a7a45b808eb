import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { endOrphan, startChild } from './child.mjs';
import { keptSecret, openLog, tail } from './files.mjs';
import { freePort } from './ports.mjs';
import { ensureCluster, forgetKilledServer, isReady, superuser } from './postgres-cluster.mjs';
import { postgresPrograms } from './postgres-programs.mjs';

const name = 'postgres';
/** Fast shutdown: ends sessions, writes a checkpoint. */
const quit = 'SIGINT';

/**
 * A PostgreSQL of our own on a free loopback port, its data kept in the state.
 *
 * @typedef {{ url: string, adminUrl: string, what: string, child: import('./child.mjs').Child }} Postgres
 *   `url`: a role that owns its database and nothing else; `adminUrl`: the superuser
 * @param {import('./state.mjs').State} state
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(state) {
  const programs = postgresPrograms(state.account);
  const folder = path.join(state.home, 'postgres');
  await endOrphan(state.run, name, quit);
  const password = keptSecret(path.join(state.data, 'postgres-password'));
  ensureCluster(folder, password, programs, state.account);
  forgetKilledServer(folder);
  const port = await freePort();
  const log = path.join(state.logs, 'postgres.log');
  const child = await launch({ programs, folder, port, log, state });
  const adminUrl = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  const url = await ensureDatabase(adminUrl, keptSecret(path.join(state.data, 'database-password'))).catch(
    async (error) => {
      await child.stop();
      throw error;
    },
  );
  return { url, adminUrl, what: `PostgreSQL ${programs.version.split('-')[0]} on 127.0.0.1:${port}`, child };
}

async function launch({ programs, folder, port, log, state }) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    log_min_messages: 'warning',
  };
  const output = openLog(log);
  const child = startChild({
    name,
    run: state.run,
    command: programs.postgres,
    args: [
      '-D',
      folder,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    spawn: { ...state.account, cwd: '/', stdio: ['ignore', output, output] },
    quit,
    deadline: 60_000,
  });
  while (!isReady(folder)) {
    if (child.ended() !== undefined) throw new Error(`PostgreSQL did not start (${child.ended()}):\n${tail(log)}`);
    await delay(20);
  }
  return child;
}

/** The application's role cannot read files or run programs through SQL, as a superuser can. */
async function ensureDatabase(adminUrl, password) {
  const role = 'algoapi';
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    const exists = async (sql) => (await client.query(sql, [role])).rowCount > 0;
    if (!(await exists('select from pg_roles where rolname = $1'))) {
      await client.query(`create role ${role} login password ${client.escapeLiteral(password)}`);
    }
    if (!(await exists('select from pg_database where datname = $1'))) {
      await client.query(`create database ${role} owner ${role}`);
    }
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  Object.assign(url, { username: role, password, pathname: `/${role}` });
  return url.href;
}
