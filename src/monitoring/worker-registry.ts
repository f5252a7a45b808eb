import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../common/redis/redis.module.js';
import { Heartbeat } from '../contracts/worker.js';

const INDEX = 'workers';
const STARTING = 'workers:starting';
const keyOf = (id: string) => `worker:${id}`;

/** A worker that was not heard of for so long is not counted any more. */
export const ALIVE_SECONDS = 20;

/** A worker that has not said anything so long after its start was killed on its way; the first start makes an image. */
const STARTS_WITHIN_SECONDS = 180;

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
      .zrem(STARTING, heartbeat.id)
      .exec();
  }

  /** Before it runs anything: it is not counted as a worker yet, and what it runs is nobody's orphan. */
  async announce(id: string): Promise<void> {
    const late = Date.now() - STARTS_WITHIN_SECONDS * 1000;
    await this.redis.multi().zadd(STARTING, Date.now(), id).zremrangebyscore(STARTING, 0, late).exec();
  }

  /** Ids of workers that may be running something: the live ones, and those that are starting. */
  async present(): Promise<Set<string>> {
    const late = Date.now() - STARTS_WITHIN_SECONDS * 1000;
    // In this order: one that begins to beat between the two is in the first answer.
    const starting = await this.redis.zrangebyscore(STARTING, late, '+inf');
    return new Set([...starting, ...(await this.alive()).map(({ id }) => id)]);
  }

  async leave(id: string): Promise<void> {
    await this.redis.multi().del(keyOf(id)).zrem(INDEX, id).zrem(STARTING, id).exec();
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
