import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { TASK_QUEUE, TaskQueue } from './task-queue.js';

/** How long a worker may be silent before another takes its job; the worker never computes, so its loop is never blocked. */
const LOCK_MS = 30_000;

@Module({
  imports: [
    BullModule.registerQueueAsync({
      name: TASK_QUEUE,
      inject: [ENV],
      useFactory: (env: Env) => ({
        createClient: (_type, options?: RedisOptions) => {
          const client = new Redis(env.redisUrl, { ...options, maxRetriesPerRequest: null, enableReadyCheck: false });
          client.on('error', () => undefined);
          return client;
        },
        settings: { lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 3, maxStalledCount: 5 },
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      }),
    }),
  ],
  providers: [TaskQueue],
  exports: [TaskQueue, BullModule],
})
export class QueueModule {}
