import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { type Repository } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { TaskQueue } from '../queue/task-queue.js';
import { MAX_FAILURES, RUNNING, Task } from '../task.entity.js';

const EVERY_MS = 5_000;
const BATCH = 200;

/**
 * Tasks whose lease has run out go back to the queue as failed attempts, the last of them ends its task; a dead worker
 * cannot confirm a cancellation any more, so that is done for it. What happened stands in the task's log.
 * $1: the states of running tasks; $2: how many attempts may fail
 */
const RETURN_ABANDONED = `
  with silent as (
    select id, status as was, failures + 1 as failures,
           case when cancel_requested_at is not null then 'cancelled' when failures + 1 < $2 then 'queued' else 'failed' end as becomes
    from tasks where status = any($1) and lease_until < now()
    for update skip locked
  ), told as (
    select *, case becomes
      when 'cancelled' then 'cancelled'
      else format('its worker fell silent in the stage %s (failure %s of %s)', was, failures, $2)
    end as message from silent
  ), returned as (
    update tasks set
      status = becomes, failures = told.failures, stage = null, lease_until = null,
      progress = case becomes when 'queued' then 0 else progress end,
      worker_id = case becomes when 'queued' then null else worker_id end,
      finished_at = case becomes when 'queued' then null else now() end,
      error = case becomes when 'failed' then jsonb_build_object(
        'code', 'worker_lost',
        'message', 'The task could not be run: ' || message || '.',
        'hint', 'Ask the operator why workers die; then POST /api/v1/tasks/{id}/retry runs it again.') end
    from told where told.id = tasks.id
    returning tasks.id, tasks.status, tasks.progress, message
  )
  insert into task_events (task_id, stage, progress, message)
  select id, status, progress, message from returned
  returning task_id as id`;

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
    const returned = await this.tasks.query<{ id: string }[]>(RETURN_ABANDONED, [RUNNING, MAX_FAILURES]);
    if (returned.length > 0) this.logger.warn({ tasks: returned.map(({ id }) => id) }, 'tasks of silent workers');
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
