import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerRegistry } from '../../src/monitoring/worker-registry.js';
import { freshRedis } from './harness/services.js';

const missing = process.env.TEST_REDIS_URL ? '' : `TEST_REDIS_URL is not there ${process.env.TEST_MISSING ?? ''}`;

const ISOLATION = {
  docker_available: true,
  isolation: 'enabled' as const,
  isolation_backend: 'container' as const,
  missing: [],
  measured_at: '',
};
const beatOf = (id: string) => ({
  id,
  host: 'h',
  pid: 1,
  since: '',
  seen_at: '',
  concurrency: 2,
  running: [],
  isolation: ISOLATION,
});

describe.skipIf(missing)(`the registry of workers ${missing}`, () => {
  let redis: Redis;
  let registry: WorkerRegistry;
  beforeAll(async () => {
    redis = new Redis(await freshRedis());
    registry = new WorkerRegistry(redis);
  });
  afterAll(() => redis?.disconnect());

  const living = async () => (await registry.alive()).map(({ id }) => id);

  it('knows one that starts as present, not as alive; what it runs is nobody’s orphan', async () => {
    await registry.announce('wrk_1');
    expect(await living()).toEqual([]);
    expect([...(await registry.present())]).toEqual(['wrk_1']);
  });

  it('counts it from its first beat on, and forgets it when it leaves', async () => {
    await registry.beat(beatOf('wrk_1'));
    expect(await living()).toEqual(['wrk_1']);
    // As if it had been killed: its start does not keep what it ran for longer than its beats do.
    await redis.del('worker:wrk_1');
    expect([...(await registry.present())]).toEqual([]);
    await registry.beat(beatOf('wrk_1'));
    await registry.leave('wrk_1');
    expect([...(await registry.present())]).toEqual([]);
  });

  it('gives up on one that never came up', async () => {
    await redis.zadd('workers:starting', Date.now() - 181_000, 'wrk_2');
    expect([...(await registry.present())]).toEqual([]);
  });
});
