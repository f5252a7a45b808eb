import { NestFactory } from '@nestjs/core';
import { createLogger, NestLogger } from '../common/logger.js';
import type { Env } from '../config/env.js';
import { migrate } from '../database/migrate.js';
import { stopOnSignals } from './stop-on-signals.js';
import { WorkerModule } from './worker.module.js';

export async function startWorker(env: Env): Promise<void> {
  const logger = createLogger(env.logLevel, 'worker');
  await migrate(env.databaseUrl, env.databaseAuthority);
  const worker = await NestFactory.createApplicationContext(WorkerModule.with(env, logger), {
    logger: new NestLogger(logger),
  });
  logger.info('working');
  stopOnSignals(logger, () => worker.close());
}
