import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { REDIS } from '../../common/redis/redis.module.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { FixedWindow } from './fixed-window.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [ENV, REDIS],
      useFactory: ({ limits }: Env, redis: Redis) => ({
        storage: new FixedWindow(redis),
        throttlers: [
          { name: 'key-creation', limit: limits.keyCreationsPerHour, ttl: HOUR_MS },
          { name: 'requests', limit: limits.requestsPerMinute, ttl: MINUTE_MS },
        ],
      }),
    }),
  ],
  exports: [ThrottlerModule],
})
export class LimitsModule {}
