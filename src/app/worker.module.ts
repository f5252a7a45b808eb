import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { LoggerModule } from '../common/logger.module.js';
import { RedisModule } from '../common/redis/redis.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DatabaseModule } from '../database/database.module.js';
import { TelemetryModule } from '../monitoring/telemetry.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { TrainingWorkerModule } from '../training/worker/training-worker.module.js';
import { WebhooksWorkerModule } from '../webhooks/worker/webhooks-worker.module.js';

/** The process that runs trainings in sandboxes. It listens on nothing. */
@Module({})
export class WorkerModule {
  static with(env: Env, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(env),
        LoggerModule.with(logger),
        DatabaseModule,
        RedisModule,
        StorageModule,
        TelemetryModule,
        TrainingWorkerModule.with(env),
        WebhooksWorkerModule,
      ],
    };
  }
}
