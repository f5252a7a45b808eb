/**
 * `npm start`: everything on one machine, with nothing configured. Brings up an embedded PostgreSQL and a Redis unless
 * DATABASE_URL and REDIS_URL name others, then runs the application (APP_MODE=all unless set) and stops all in order.
 * State lives in DATA_DIR (./.data), the services' logs in its folder `logs`.
 */
import './start/require-node.mjs';
import path from 'node:path';
import { serviceAccount } from './services/account.mjs';
import { endOrphan } from './services/child.mjs';
import { startPostgres } from './services/postgres.mjs';
import { startRedis } from './services/redis.mjs';
import { openState } from './services/state.mjs';
import { apiUrl, launchEnvironment, refuseTakenPort, servesHttp, startApplication } from './start/application.mjs';
import { banner, firstHealth } from './start/banner.mjs';
import { ensureBuilt } from './start/build.mjs';
import { openEnding } from './start/ending.mjs';
import { dropLock, takeLock } from './start/lock.mjs';
import { openStack } from './start/stack.mjs';
import { wakeDocker } from './start/docker.mjs';

const root = path.resolve(import.meta.dirname, '..');
const say = (line) => console.log(`[start] ${line}`);
const stack = openStack(say);
const ending = openEnding();

try {
  await launch(launchEnvironment(root, process.env));
  const { code, why } = await ending.reached;
  say(`${why}: stopping`);
  process.exitCode = code;
} catch (error) {
  console.error(`[start] ${error.message}`);
  process.exitCode = 1;
}
await stack.stopAll();
process.exit();

/** Told to end, it finishes the step at hand first: whatever that started is on the stack then. */
async function launch(env) {
  const state = openState(env.DATA_DIR, serviceAccount());
  // Only what is embedded is bound to the folder: many workers of outside services may start from one checkout.
  const embeds = !env.DATABASE_URL || !env.REDIS_URL;
  if (embeds) await ownFolder(state);
  await refuseTakenPort(env);
  ensureBuilt(root, say);
  if (!env.DATABASE_URL && !ending.now()) env.DATABASE_URL = await bringUp('PostgreSQL', startPostgres(state));
  if (!env.REDIS_URL && !ending.now()) env.REDIS_URL = await bringUp('Redis', startRedis(state, say));
  const stopDocker = ending.now() ? undefined : await wakeDocker(state, say);
  if (stopDocker) stack.push('Docker', stopDocker);
  if (ending.now()) return;
  const application = startApplication({
    root,
    run: state.run,
    name: embeds ? 'application' : `application-${process.pid}`,
    env,
  });
  mustRunOn('application', application);
  ending.onSecondSignal(() => application.signal('SIGKILL'));
  if (!servesHttp(env)) return;
  const health = await firstHealth(apiUrl(env), { awaitWorker: env.APP_MODE === 'all', gone: ending.now });
  if (health) console.log(banner(apiUrl(env), health));
}

/** Two at once would run two servers on one database folder; what a killed one left running is ended. */
async function ownFolder(state) {
  const lock = path.join(state.run, 'start.lock');
  const holder = takeLock(lock);
  if (holder !== undefined) {
    throw new Error(`already running here (process ${holder}): stop it first, or set DATA_DIR to another folder`);
  }
  stack.push('lock', async () => dropLock(lock));
  await endOrphan(state.run, 'application');
}

async function bringUp(name, starting) {
  const { url, what, child } = await starting;
  mustRunOn(name, child);
  say(what);
  return url;
}

function mustRunOn(name, child) {
  stack.push(name, () => child.stop());
  void child.exited.then((how) => ending.reach(1, `${name} ended (${how})`));
}
