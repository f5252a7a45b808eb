import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redis } from 'ioredis';
import { REDIS } from '../common/redis/redis.module.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Account } from './account.entity.js';
import { ApiKey } from './api-key.entity.js';
import { KeyCache } from './key-cache.js';
import { KeyGuard } from './key.guard.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { FixedWindowStorage } from './limits/fixed-window.storage.js';
import { LimitsGuard } from './limits/limits.guard.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

@Module({
  imports: [
    TypeOrmModule.forFeature([Account, ApiKey]),
    ThrottlerModule.forRootAsync({
      inject: [ENV, REDIS],
      useFactory: ({ limits }: Env, redis: Redis) => ({
        storage: new FixedWindowStorage(redis),
        throttlers: [
          { name: 'key-creation', limit: limits.keyCreationsPerHour, ttl: HOUR_MS },
          { name: 'requests', limit: limits.requestsPerMinute, ttl: MINUTE_MS },
        ],
      }),
    }),
  ],
  controllers: [KeysController],
  // The order of global guards is the order here: who calls is known before anything is counted.
  providers: [
    KeysService,
    KeyCache,
    { provide: APP_GUARD, useClass: KeyGuard },
    { provide: APP_GUARD, useClass: LimitsGuard },
  ],
})
export class KeysModule {}
