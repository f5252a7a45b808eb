import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { type Hit, Places } from './places.js';

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts and starts the window in one step: two would leave a counter without an end if the process died between. */
const TAKE = `
  local hits = redis.call('INCRBY', KEYS[1], ARGV[2])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]); left = tonumber(ARGV[1]) end
  return {hits, left}`;

const MAX_LOCAL_WINDOWS = 10_000;

type Counting = Redis & { takePlaces(key: string, ms: number, count: number): Promise<[number, number]> };

/**
 * A fixed window shared through Redis. A process takes some places at a time, a hundredth of what is left, and gives them out
 * by itself: a request waits for Redis only now and then. No limit is ever passed; of several processes one may refuse while
 * another still holds a few places. While Redis is away each process counts by itself: a limit that fails open would be no
 * limit, one that fails closed would stop the service.
 */
export class FixedWindow implements ThrottlerStorage {
  private readonly places = new Map<string, Places>();
  private readonly alone = new Map<string, { hits: number; endsAt: number }>();
  private readonly redis: Counting;

  constructor(redis: Redis) {
    redis.defineCommand('takePlaces', { numberOfKeys: 1, lua: TAKE });
    this.redis = redis as Counting;
  }

  async increment(key: string, ttl: number, limit: number, _block: number, name: string): Promise<ThrottlerRecord> {
    const { hits, leftMs } = await this.hit(`limit:${name}:${key}`, ttl, limit);
    const seconds = Math.ceil(leftMs / 1000);
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }

  private hit(id: string, ms: number, limit: number): Hit | Promise<Hit> {
    let places = this.places.get(id);
    if (!places) {
      if (this.places.size >= MAX_LOCAL_WINDOWS) this.places.clear();
      places = new Places(limit, (count) => this.redis.takePlaces(id, ms, count));
      this.places.set(id, places);
    }
    const hit = places.hit();
    return hit instanceof Promise ? hit.catch(() => this.countAlone(id, ms)) : hit;
  }

  private countAlone(id: string, ms: number): Hit {
    const now = Date.now();
    let window = this.alone.get(id);
    if (!window || window.endsAt <= now) {
      if (this.alone.size >= MAX_LOCAL_WINDOWS) this.alone.clear();
      window = { hits: 0, endsAt: now + ms };
      this.alone.set(id, window);
    }
    window.hits += 1;
    return { hits: window.hits, leftMs: window.endsAt - now };
  }
}
