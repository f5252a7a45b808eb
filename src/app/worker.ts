import { NestFactory } from '@nestjs/core';
import { NestLogger } from '../common/logger.js';
import type { Env } from '../config/env.js';
import { migrate } from '../database/migrate.js';
import { startTelemetry } from '../telemetry/telemetry.js';
import { memoryHere, tasksAtOnce } from '../training/worker/tasks-at-once.js';
import { stopOnSignals } from './stop-on-signals.js';
import { WorkerModule } from './worker.module.js';

export async function startWorker(env: Env): Promise<void> {
  const { logger, close } = startTelemetry(env, 'worker');
  await migrate(env.databaseUrl, env.databaseAuthority);
  const concurrency = tasksAtOnce(env, memoryHere());
  const fitted = { ...env, worker: { ...env.worker, concurrency } };
  const worker = await NestFactory.createApplicationContext(WorkerModule.with(fitted, logger), {
    logger: new NestLogger(logger),
  });
  if (concurrency < env.worker.concurrency) {
    const hint = 'memory for fewer sandboxes than MAX_WORKERS: a lower TRAINING_MEMORY_MB makes room for more';
    logger.warn({ concurrency, max_workers: env.worker.concurrency }, hint);
  }
  logger.info({ concurrency }, 'working');
  stopOnSignals(logger, env.worker.shutdownGraceMs, () => worker.close().then(close));
}
