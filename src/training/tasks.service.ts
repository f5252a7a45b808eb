import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { In, type Repository } from 'typeorm';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { newId } from '../common/ids.js';
import { LOGGER } from '../common/logger.js';
import { currentWork } from '../common/work-context.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { TaskRequest } from '../contracts/task.js';
import { Dataset } from '../datasets/dataset.entity.js';
import type { Caller } from '../keys/caller.js';
import { TaskQueue } from './queue/task-queue.js';
import { TaskView } from './task.dto.js';
import { isEnded, RUNNING, Task } from './task.entity.js';
import { TaskEvent } from './task-event.entity.js';

const LOOK_EVERY_MS = 250;

@Injectable()
export class TasksService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectRepository(Task) private readonly tasks: Repository<Task>,
    @InjectRepository(TaskEvent) private readonly events: Repository<TaskEvent>,
    private readonly queue: TaskQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Refuses before anything is uploaded or stored: while the queue cannot take work, and when the account has too much waiting. */
  async assertAccepting({ accountId }: Caller): Promise<void> {
    if (!this.queue.isReady()) {
      throw new ApiError('unavailable', 'The queue is not reachable; try again shortly.', [], { 'retry-after': '5' });
    }
    const { queuedPerAccount } = this.env.limits;
    if ((await this.tasks.countBy({ accountId, status: 'queued' })) < queuedPerAccount) return;
    const detail = `The account has ${queuedPerAccount} tasks waiting, the most that it may have (MAX_QUEUED_PER_ACCOUNT).`;
    throw new ApiError('quota_exceeded', detail, [], { 'retry-after': '30' });
  }

  /** How many tasks of the account wait, and how many run. */
  async underWay({ accountId }: Caller): Promise<{ queued: number; running: number }> {
    const [queued, running] = await Promise.all([
      this.tasks.countBy({ accountId, status: 'queued' }),
      this.tasks.countBy({ accountId, status: In([...RUNNING]) }),
    ]);
    return { queued, running };
  }

  /**
   * Accepts a task: from the commit on it is never lost, whatever happens to Redis, since a reconciler queues again what
   * the database has and the queue has not. `upload`: the dataset that came with the request and is stored with it.
   */
  async submit(
    caller: Caller,
    request: TaskRequest,
    datasetId: string | null,
    upload: Dataset | null = null,
  ): Promise<Task> {
    const accepted = await this.tasks.manager.transaction(async (manager) => {
      if (upload) await manager.insert(Dataset, upload);
      const values = {
        id: newId('task'),
        accountId: caller.accountId,
        keyId: caller.keyId,
        kind: request.kind,
        request,
        requestId: currentWork().requestId ?? null,
        traceparent: currentWork().traceparent ?? null,
      };
      const saved = await manager.save(Task, {
        ...values,
        status: 'queued' as const,
        datasetId,
        modelId: 'model_id' in request ? request.model_id : null,
        progress: 0,
        attempt: 0,
      });
      await manager.insert(TaskEvent, {
        taskId: saved.id,
        stage: 'queued',
        progress: 0,
        message: 'accepted',
        figures: [],
      });
      const task = await manager.findOneByOrFail(Task, { id: saved.id });
      await caller.acceptance?.accept(manager, { status: 202, location: locationOf(task), body: TaskView.of(task) });
      return task;
    });
    await this.enqueue(accepted).catch((error: unknown) => {
      this.logger.warn({ err: error, task_id: accepted.id }, 'not queued yet; the reconciler will');
    });
    return accepted;
  }

  async get(caller: Caller, id: string): Promise<Task> {
    const task = await this.tasks.findOneBy({ id, accountId: caller.accountId });
    if (!task) throw notFound('task');
    return task;
  }

  /** The task once it has ended, or as it is after so many seconds. */
  async waitFor(caller: Caller, task: Task, seconds: number): Promise<Task> {
    let latest = task;
    for (const end = Date.now() + seconds * 1000; !isEnded(latest) && Date.now() < end;) {
      await delay(LOOK_EVERY_MS);
      latest = await this.get(caller, task.id);
    }
    return latest;
  }

  /** The same work on the same data, as a new task. */
  async retry(caller: Caller, id: string): Promise<Task> {
    await this.assertAccepting(caller);
    const { request, datasetId } = await this.get(caller, id);
    const known = await this.tasks.manager.existsBy(Dataset, { id: datasetId ?? '', accountId: caller.accountId });
    if (!known) throw new ApiError('conflict', 'The data of this task was deleted.');
    return this.submit(caller, request, datasetId);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Task>> {
    const { accountId } = caller;
    return paginate(this.tasks.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  /** The log in order, from after the event `after`. */
  async eventsOf(task: Task, after: string): Promise<TaskEvent[]> {
    return this.events
      .createQueryBuilder('event')
      .where('event.task_id = :id and event.id > :after', { id: task.id, after })
      .orderBy('event.id')
      .limit(1000)
      .getMany();
  }

  /** A queued task ends at once; a running one is told to stop and its sandbox is killed by its worker. */
  async cancel(caller: Caller, id: string): Promise<Task> {
    const task = await this.get(caller, id);
    if (isEnded(task)) {
      throw new ApiError(
        'conflict',
        `The task has already ${task.status === 'cancelled' ? 'been cancelled' : task.status}.`,
      );
    }
    await this.tasks.update(
      { id, status: 'queued' },
      { status: 'cancelled', finishedAt: new Date(), cancelRequestedAt: new Date() },
    );
    await this.tasks.update(
      { id, status: In(['sanitizing', 'training', 'verifying', 'scoring']) },
      { cancelRequestedAt: new Date() },
    );
    await this.queue.remove(id).catch(() => undefined);
    return this.get(caller, id);
  }

  private async enqueue(task: Task): Promise<void> {
    const waiting = await this.tasks.countBy({ accountId: task.accountId, status: 'queued' });
    await this.queue.add(task.id, waiting - 1);
  }
}

export const locationOf = ({ id }: Pick<Task, 'id'>): string => `/api/v1/tasks/${id}`;
