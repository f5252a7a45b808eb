import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccountModule } from '../account/account.module.js';
import { LoggerModule } from '../common/logger.module.js';
import { RedisModule } from '../common/redis/redis.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DatabaseModule } from '../database/database.module.js';
import { DatasetsModule } from '../datasets/datasets.module.js';
import { HealthModule } from '../health/health.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { ModelsModule } from '../models/models.module.js';
import { AdminMetricsController } from '../monitoring/admin-metrics.controller.js';
import { AdminWorkersController } from '../monitoring/admin-workers.controller.js';
import { InstallationGauges } from '../monitoring/installation-gauges.js';
import { RegistryModule } from '../monitoring/registry.module.js';
import { Scrape } from '../monitoring/scrape.js';
import { TelemetryModule } from '../monitoring/telemetry.module.js';
import { SanitizerModule } from '../sanitizer/sanitizer.module.js';
import { ScoringModule } from '../scoring/scoring.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { TrainingModule } from '../training/training.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

/** The process that clients talk to. It parses no upload, runs no training and never touches Docker. */
@Module({})
export class WebModule {
  static with(env: Env, logger: Logger): DynamicModule {
    return {
      module: WebModule,
      imports: [
        ConfigModule.with(env),
        LoggerModule.with(logger),
        DatabaseModule,
        RedisModule,
        StorageModule,
        KeysModule,
        AccountModule,
        IdempotencyModule,
        DatasetsModule,
        TrainingModule,
        SanitizerModule,
        ModelsModule,
        ScoringModule,
        VerificationModule,
        WebhooksModule,
        HealthModule,
        RegistryModule,
        TelemetryModule,
      ],
      controllers: [AdminWorkersController, AdminMetricsController],
      providers: [InstallationGauges, Scrape],
    };
  }
}
