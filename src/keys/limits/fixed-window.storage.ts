import { Inject, Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { REDIS } from '../../common/redis/redis.module.js';

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts and starts the window in one step: two would leave a counter without an end if the process died between. */
const HIT = `
  local hits = redis.call('INCR', KEYS[1])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]); left = tonumber(ARGV[1]) end
  return {hits, left}`;

const MAX_LOCAL_WINDOWS = 10_000;

/**
 * A fixed window shared through Redis. While Redis is away each process counts by itself: a limit that fails open
 * would be no limit, one that fails closed would stop the service.
 */
@Injectable()
export class FixedWindowStorage implements ThrottlerStorage {
  private readonly local = new Map<string, { hits: number; endsAt: number }>();

  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  async increment(key: string, ttl: number, limit: number, _block: number, name: string): Promise<ThrottlerRecord> {
    const id = `limit:${name}:${key}`;
    const [hits, leftMs] = await this.shared(id, ttl).catch(() => this.alone(id, ttl));
    const seconds = Math.ceil(leftMs / 1000);
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }

  private async shared(id: string, ttl: number): Promise<[number, number]> {
    return (await this.redis.eval(HIT, 1, id, ttl)) as [number, number];
  }

  private alone(id: string, ttl: number): [number, number] {
    const now = Date.now();
    let window = this.local.get(id);
    if (!window || window.endsAt <= now) {
      if (this.local.size >= MAX_LOCAL_WINDOWS) this.local.clear();
      window = { hits: 0, endsAt: now + ttl };
      this.local.set(id, window);
    }
    window.hits += 1;
    return [window.hits, window.endsAt - now];
  }
}
