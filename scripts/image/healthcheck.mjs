/**
 * Exit code 0 while this container does its work. The web process answers on its port; the worker, which opens none,
 * is known by its sign of life in Redis.
 */
import os from 'node:os';
import { readEnv } from '../../dist/config/env.js';

const env = readEnv();
const healthy = env.mode === 'worker' ? await workerBeats(env) : await webAnswers(env);
process.exit(healthy ? 0 : 1);

async function webAnswers({ http }) {
  try {
    const answer = await fetch(`http://127.0.0.1:${http.port}/health/live`, { signal: AbortSignal.timeout(4000) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function workerBeats({ redisUrl }) {
  const { Redis } = await import('ioredis');
  const { WorkerRegistry } = await import('../../dist/monitoring/worker-registry.js');
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, connectTimeout: 4000, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    const workers = await new WorkerRegistry(redis).alive();
    return workers.some(({ host }) => host === os.hostname());
  } catch {
    return false;
  }
}
