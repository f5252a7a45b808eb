import path from 'node:path';
import { install, isRootOnDebian, onPath } from '../services/debian.mjs';
import { dockerAnswers, startDockerd } from '../services/docker-engine.mjs';
import { MissingService } from '../services/missing.mjs';
import { startPostgres } from '../services/postgres.mjs';
import { startRedis } from '../services/redis.mjs';
import { ensurePrograms } from './programs.mjs';
import { startS3 } from './s3.mjs';
import { ensureValidators } from './validators.mjs';

/**
 * Each brings one service up for the tests and says by which variables they find it.
 *
 * @typedef {{ env: Record<string, string>, what: string, stop?: () => Promise<void> }} Ready
 * @type {Map<string, (state: import('../services/state.mjs').State, say: (line: string) => void) => Promise<Ready>>}
 */
export const services = new Map([
  ['PostgreSQL', postgres],
  ['Redis', redis],
  ['Docker', docker],
  ['Programs', programs],
  ['Validators', validators],
  ['S3', s3],
]);

async function postgres(state) {
  const { adminUrl, what, child } = await startPostgres(state);
  return { env: { TEST_DATABASE_URL: adminUrl }, what, stop: child.stop };
}

async function redis(state, say) {
  const { url, what, child } = await startRedis(state, say);
  return { env: { TEST_REDIS_URL: url }, what, stop: child.stop };
}

/** The daemon that is there is used and left alone; else one with images and containers in a folder of its own. */
async function docker(state, say) {
  if (await dockerAnswers()) return { env: { TEST_DOCKER: '1' }, what: 'the Docker daemon that runs here' };
  if (process.getuid?.() !== 0) throw new MissingService('Docker', 'no daemon answers, and only root can start one');
  if (!onPath('dockerd', '--version') && isRootOnDebian()) install(['docker.io'], say);
  if (!onPath('dockerd', '--version')) throw new MissingService('Docker', 'not installed: install the Docker Engine');
  const { host, child } = await startDockerd(state, path.join(state.data, 'docker'));
  return { env: { TEST_DOCKER: '1', DOCKER_HOST: host }, what: `dockerd on ${host}`, stop: child.stop };
}

async function programs(state, say) {
  ensurePrograms(say);
  return { env: {}, what: 'the programs that tests start themselves' };
}

async function s3(state, say) {
  const { url, id, secret, child } = await startS3(state, ensureValidators(say));
  return { env: { TEST_S3_URL: url, TEST_S3_KEY: `${id}:${secret}` }, what: `S3 on ${url}`, stop: child.stop };
}

async function validators(state, say) {
  return { env: { TEST_VALIDATORS: ensureValidators(say) }, what: 'validators of deployment files' };
}
