import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/logger.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { TaskQueue } from '../queue/task-queue.js';
import { RunningTasks } from './running-tasks.js';

const LOOK_EVERY_MS = 100;
/** For killing sandboxes and handing tasks back, once the grace is over. */
const HAND_BACK_MS = 5_000;

/** On a stop: takes nothing new, lets running tasks end within the grace period, hands the rest back to the queue. */
@Injectable()
export class ShutdownService implements BeforeApplicationShutdown {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly queue: TaskQueue,
    private readonly running: RunningTasks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.stopTaking().catch(() => undefined);
    await this.idleWithin(this.env.worker.shutdownGraceMs);
    if (this.running.ids.length === 0) return;
    this.logger.warn({ tasks: this.running.ids }, 'the grace period is over; running tasks go back to the queue');
    this.running.interruptAll('shutdown');
    await this.idleWithin(HAND_BACK_MS);
  }

  private async idleWithin(ms: number): Promise<void> {
    for (const end = Date.now() + ms; this.running.ids.length > 0 && Date.now() < end;) await delay(LOOK_EVERY_MS);
  }
}
