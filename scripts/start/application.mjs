import path from 'node:path';
import { startChild } from '../services/child.mjs';
import { whyNotListen } from '../services/ports.mjs';

/**
 * What the launcher and the application must agree on; the rest of the environment is the application's to judge.
 *
 * @param {string} root of the checkout
 * @param {NodeJS.ProcessEnv} given an empty variable counts as unset, as in the application
 */
export function launchEnvironment(root, given) {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const env = { APP_MODE: 'all', PORT: '8000', HOST: '127.0.0.1', DATA_DIR: '.data', SHUTDOWN_GRACE: '25', ...set };
  return { ...env, DATA_DIR: path.resolve(root, env.DATA_DIR) };
}

/** @param {NodeJS.ProcessEnv} env */
export const servesHttp = ({ APP_MODE }) => APP_MODE === 'all' || APP_MODE === 'web';

/** @param {NodeJS.ProcessEnv} env @returns {string} where a browser on this machine finds the API */
export const apiUrl = ({ HOST, PORT }) => `http://${['0.0.0.0', '::'].includes(HOST) ? 'localhost' : HOST}:${PORT}`;

/** @param {NodeJS.ProcessEnv} env @throws {Error} naming PORT */
export async function refuseTakenPort(env) {
  const why = servesHttp(env) ? await whyNotListen(Number(env.PORT), env.HOST) : undefined;
  if (why !== undefined) {
    throw new Error(`cannot listen on ${env.HOST}, port ${env.PORT} (${why}): set PORT to a free one`);
  }
}

/**
 * Flags of Node that every process of the product runs with, the Dockerfile's too. The young generation begins at V8's own
 * largest size (16 MiB): grown from 1 MiB on, as it is by default, it costs a busy web process a tenth of its time.
 */
export const NODE_FLAGS = ['--enable-source-maps', '--min-semi-space-size=16'];

/**
 * @param {{ root: string, run: string, name: string, env: NodeJS.ProcessEnv }} options
 * @returns {import('../services/child.mjs').Child}
 */
export function startApplication({ root, run, name, env }) {
  return startChild({
    name,
    run,
    command: process.execPath,
    args: [...NODE_FLAGS, path.join(root, 'dist/main.js')],
    spawn: { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] },
    // Its own grace comes first: it may have trainings to end.
    deadline: (Number(env.SHUTDOWN_GRACE) + 15) * 1000,
  });
}
