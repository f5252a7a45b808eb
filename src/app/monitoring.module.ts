import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { LoggerModule } from '../common/logger.module.js';
import { RedisModule } from '../common/redis/redis.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { MetricsController } from '../monitoring/metrics.controller.js';
import { RegistryModule } from '../monitoring/registry.module.js';
import { Scrape } from '../monitoring/scrape.js';
import { WorkersController } from '../monitoring/workers.controller.js';

/** What operators look at, on a port of its own that only this machine can reach by default. */
@Module({})
export class MonitoringModule {
  /** `scrape`: the web application's, whose connections it asks through */
  static with(env: Env, logger: Logger, scrape: Scrape): DynamicModule {
    return {
      module: MonitoringModule,
      imports: [ConfigModule.with(env), LoggerModule.with(logger), RedisModule, RegistryModule],
      controllers: [WorkersController, MetricsController],
      providers: [{ provide: Scrape, useValue: scrape }],
    };
  }
}
