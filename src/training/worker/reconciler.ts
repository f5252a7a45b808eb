import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { type Repository } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { TaskQueue } from '../queue/task-queue.js';
import { RUNNING, Task } from '../task.entity.js';

const EVERY_MS = 5_000;
const BATCH = 200;

/**
 * Keeps the queue in step with the database: tasks whose worker fell silent go back, and what the database has queued
 * and Redis has not is queued again. Any number of workers may do this at once: both steps can be repeated safely.
 */
@Injectable()
export class Reconciler implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout;

  constructor(
    @InjectRepository(Task) private readonly tasks: Repository<Task>,
    private readonly queue: TaskQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tick(), EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async tick(): Promise<void> {
    try {
      await this.returnAbandoned();
      if (this.queue.isReady()) await this.queueForgotten();
    } catch (err) {
      this.logger.warn({ err }, 'reconciling failed; it is tried again');
    }
  }

  private async returnAbandoned(): Promise<void> {
    const { affected } = await this.tasks
      .createQueryBuilder()
      .update()
      .set({ status: 'queued', stage: null, progress: 0, workerId: null, leaseUntil: null })
      .where('status in (:...running) and lease_until < now() and cancel_requested_at is null', { running: RUNNING })
      .execute();
    if (affected) this.logger.warn({ tasks: affected }, 'tasks of silent workers went back to the queue');
    // A dead worker cannot confirm a cancellation any more.
    await this.tasks
      .createQueryBuilder()
      .update()
      .set({ status: 'cancelled', finishedAt: () => 'now()', leaseUntil: null })
      .where('status in (:...running) and lease_until < now() and cancel_requested_at is not null', {
        running: RUNNING,
      })
      .execute();
  }

  private async queueForgotten(): Promise<void> {
    const waiting = await this.tasks
      .createQueryBuilder('task')
      .where("task.status = 'queued' and task.created_at < now() - interval '3 seconds'")
      .orderBy('task.seq')
      .limit(BATCH)
      .getMany();
    const ahead = new Map<string, number>();
    for (const { id, accountId } of waiting) {
      const place = ahead.get(accountId) ?? 0;
      ahead.set(accountId, place + 1);
      if (!(await this.queue.has(id))) await this.queue.add(id, place);
    }
  }
}
