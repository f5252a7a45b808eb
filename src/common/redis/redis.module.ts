import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';

/** Injection token of the process's Redis connection for limits, heartbeats and health; the queue has its own. */
export const REDIS = Symbol('REDIS');

/** A command never waits for a lost server: it fails within half a second, and its caller knows what that means. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 500,
    // Commands of one turn of the event loop leave in one write: every request counts against a limit here.
    enableAutoPipelining: true,
  });
  // Without a listener ioredis ends the process; what a lost connection means is told by /health.
  redis.on('error', () => undefined);
  return redis;
}

@Global()
@Module({
  providers: [{ provide: REDIS, inject: [ENV], useFactory: (env: Env) => connectRedis(env.redisUrl) }],
  exports: [REDIS],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
