import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../../common/redis/redis.module.js';

export interface Window {
  /** this one included */
  readonly hits: number;
  readonly leftMs: number;
}

/** Counts and starts the window in one step: two would leave a counter without an end if the process died between. */
const HIT = `
  local hits = redis.call('INCR', KEYS[1])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]); left = tonumber(ARGV[1]) end
  return {hits, left}`;

const MAX_LOCAL_WINDOWS = 10_000;

type Counting = Redis & { hitWindow(key: string, ms: number): Promise<[number, number]> };

/**
 * A fixed window shared through Redis. While Redis is away each process counts by itself: a limit that fails open
 * would be no limit, one that fails closed would stop the service.
 */
@Injectable()
export class FixedWindow {
  private readonly local = new Map<string, { hits: number; endsAt: number }>();
  private readonly redis: Counting;

  constructor(@Inject(REDIS) redis: Redis) {
    redis.defineCommand('hitWindow', { numberOfKeys: 1, lua: HIT });
    this.redis = redis as Counting;
  }

  async hit(id: string, ms: number): Promise<Window> {
    const [hits, leftMs] = await this.redis.hitWindow(id, ms).catch(() => this.alone(id, ms));
    return { hits, leftMs };
  }

  private alone(id: string, ms: number): [number, number] {
    const now = Date.now();
    let window = this.local.get(id);
    if (!window || window.endsAt <= now) {
      if (this.local.size >= MAX_LOCAL_WINDOWS) this.local.clear();
      window = { hits: 0, endsAt: now + ms };
      this.local.set(id, window);
    }
    window.hits += 1;
    return [window.hits, window.endsAt - now];
  }
}
