import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../common/redis/redis.module.js';
import { Heartbeat } from '../contracts/worker.js';

const INDEX = 'workers';
const keyOf = (id: string) => `worker:${id}`;

/** A worker that was not heard of for so long is not counted any more. */
export const ALIVE_SECONDS = 20;

/** Signs of life, in Redis: each ends by itself when its worker falls silent. */
@Injectable()
export class WorkerRegistry {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  async beat(heartbeat: Heartbeat): Promise<void> {
    await this.redis
      .multi()
      .set(keyOf(heartbeat.id), JSON.stringify(heartbeat), 'EX', ALIVE_SECONDS)
      .zadd(INDEX, Date.now(), heartbeat.id)
      .zremrangebyscore(INDEX, 0, Date.now() - 10 * ALIVE_SECONDS * 1000)
      .exec();
  }

  async leave(id: string): Promise<void> {
    await this.redis.multi().del(keyOf(id)).zrem(INDEX, id).exec();
  }

  /** Live workers, by id. Throws while Redis is away. */
  async alive(): Promise<Heartbeat[]> {
    const ids = await this.redis.zrangebyscore(INDEX, Date.now() - ALIVE_SECONDS * 1000, '+inf');
    if (ids.length === 0) return [];
    const beats = await this.redis.mget(ids.sort().map(keyOf));
    return beats.flatMap((beat) => {
      const parsed = beat === null ? null : Heartbeat.safeParse(JSON.parse(beat));
      return parsed?.success ? [parsed.data] : [];
    });
  }
}
