import { NestFactory } from '@nestjs/core';
import { NestLogger } from '../common/logger.js';
import type { Env } from '../config/env.js';
import { migrate } from '../database/migrate.js';
import { startTelemetry } from '../telemetry/telemetry.js';
import { stopOnSignals } from './stop-on-signals.js';
import { WorkerModule } from './worker.module.js';

export async function startWorker(env: Env): Promise<void> {
  const { logger, close } = startTelemetry(env, 'worker');
  await migrate(env.databaseUrl, env.databaseAuthority);
  const worker = await NestFactory.createApplicationContext(WorkerModule.with(env, logger), {
    logger: new NestLogger(logger),
  });
  logger.info('working');
  stopOnSignals(logger, env.worker.shutdownGraceMs, () => worker.close().then(close));
}
