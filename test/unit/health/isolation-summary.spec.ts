import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../src/contracts/worker.js';
import { summarize } from '../../../src/health/isolation-summary.js';

const worker = (isolation: Partial<Heartbeat['isolation']>): Heartbeat => ({
  id: 'wrk',
  host: 'h',
  pid: 1,
  since: '',
  seen_at: '',
  concurrency: 1,
  running: [],
  isolation: {
    docker_available: true,
    isolation: 'enabled',
    isolation_backend: 'container',
    missing: [],
    measured_at: '',
    ...isolation,
  },
});

describe('the isolation of all workers together', () => {
  it('is what the worst of them has: any may get the next task', () => {
    const degraded = worker({
      docker_available: false,
      isolation: 'degraded',
      isolation_backend: 'process-confined',
      missing: ['memory_hard_limit'],
    });
    expect(summarize([worker({}), degraded, worker({})])).toEqual({
      docker_available: false,
      isolation: 'degraded',
      isolation_backend: 'process-confined',
      missing: ['memory_hard_limit'],
    });
  });

  it('is enabled only when all say so, and never without a worker', () => {
    expect(summarize([worker({}), worker({})])).toMatchObject({ isolation: 'enabled', docker_available: true });
    expect(summarize([])).toMatchObject({ isolation: 'unavailable', docker_available: false });
  });
});
