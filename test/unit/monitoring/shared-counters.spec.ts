import type { Redis } from 'ioredis';
import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { SharedCounters } from '../../../src/monitoring/shared-counters.js';

/** The three commands of Redis that are used, with a switch. */
class FakeRedis {
  readonly hash = new Map<string, number>();
  away = false;

  multi() {
    const commands: [string, number][] = [];
    const transaction = {
      hincrbyfloat: (_key: string, field: string, by: number) => {
        commands.push([field, by]);
        return transaction;
      },
      exec: () => {
        if (this.away) return Promise.reject(new Error('away'));
        for (const [field, by] of commands) this.hash.set(field, (this.hash.get(field) ?? 0) + by);
        return Promise.resolve([]);
      },
    };
    return transaction;
  }

  hgetall(): Promise<Record<string, string>> {
    return Promise.resolve(Object.fromEntries([...this.hash].map(([field, sum]) => [field, String(sum)])));
  }
}

function processOn(redis: FakeRedis) {
  const registry = new Registry();
  const counter = new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['kind'], registers: [registry] });
  const histogram = new Histogram({ name: 'wait_seconds', help: 'Wait.', buckets: [1, 10], registers: [registry] });
  return { counter, histogram, shared: new SharedCounters(redis as unknown as Redis, registry) };
}

describe('counters of several processes', () => {
  it('are added up, and stay when a process has gone', async () => {
    const redis = new FakeRedis();
    const [one, two] = [processOn(redis), processOn(redis)];
    one.counter.inc({ kind: 'a' }, 2);
    await one.shared.publish();
    two.counter.inc({ kind: 'a' }, 3);
    await two.shared.publish();
    one.counter.inc({ kind: 'a' });
    await one.shared.publish();
    expect(await two.shared.exposition()).toContain('# TYPE jobs_total counter\njobs_total{kind="a"} 6\n');
  });

  it('are told again, once, when Redis was away', async () => {
    const redis = new FakeRedis();
    const { counter, shared } = processOn(redis);
    counter.inc({ kind: 'a' }, 2);
    redis.away = true;
    await expect(shared.publish()).rejects.toThrow('away');
    redis.away = false;
    await shared.publish();
    await shared.publish();
    expect(redis.hash.get('jobs_total{kind="a"}')).toBe(2);
  });

  it('tell of a histogram the empty buckets too', async () => {
    const redis = new FakeRedis();
    const { histogram, shared } = processOn(redis);
    histogram.observe(5);
    await shared.publish();
    const text = await shared.exposition();
    for (const line of ['wait_seconds_bucket{le="1"} 0', 'wait_seconds_bucket{le="10"} 1', 'wait_seconds_count 1']) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('keep quotation marks and line ends of a label inside its sample', async () => {
    const redis = new FakeRedis();
    const { counter, shared } = processOn(redis);
    counter.inc({ kind: 'a"\n\\' });
    await shared.publish();
    expect(await shared.exposition()).toContain('jobs_total{kind="a\\"\\n\\\\"} 1\n');
  });
});
