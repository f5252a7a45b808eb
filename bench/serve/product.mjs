import { spawn } from 'node:child_process';
import path from 'node:path';
import { NODE_FLAGS } from '../../scripts/start/application.mjs';
import { serviceAccount } from '../../scripts/services/account.mjs';
import { freePort } from '../../scripts/services/ports.mjs';
import { startPostgres } from '../../scripts/services/postgres.mjs';
import { startRedis } from '../../scripts/services/redis.mjs';
import { openState } from '../../scripts/services/state.mjs';

const main = path.resolve(import.meta.dirname, '../../dist/main.js');

/**
 * The built product beside PostgreSQL and Redis of its own, all state below `folder`. `start(mode, flags)` starts one of its
 * processes with these flags of Node beside the product's own; `variables` are added to its environment; `services` are to be stopped at the end.
 */
export async function openProduct(folder, variables = {}) {
  const state = openState(folder, serviceAccount());
  const services = [await startPostgres(state), await startRedis(state, () => undefined)];
  const env = {
    PATH: process.env.PATH,
    ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }),
    DATABASE_URL: services[0].url,
    REDIS_URL: services[1].url,
    PORT: String(await freePort()),
    MONITORING_PORT: String(await freePort()),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ...variables,
  };
  const start = (mode, flags = []) =>
    spawn(process.execPath, [...NODE_FLAGS, ...flags, main], {
      env: { ...env, APP_MODE: mode },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return { url: `http://127.0.0.1:${env.PORT}`, services, start };
}
