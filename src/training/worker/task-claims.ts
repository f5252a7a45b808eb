import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Not, type Repository } from 'typeorm';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import type { TaskError } from '../../contracts/task.js';
import { RUNNING, Task } from '../task.entity.js';
import { TaskEvent } from '../task-event.entity.js';

/** A claim that is not renewed for so long is void: its worker is dead or cut off. */
const LEASE = "interval '30 seconds'";

type Values = Parameters<Repository<Task>['update']>[1] & object;

/** Somebody else has the task now; whatever this worker still holds of it must not be written. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** Who may write to a running task: the worker of its current attempt, for as long as it renews its lease. */
@Injectable()
export class TaskClaims {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectRepository(Task) private readonly tasks: Repository<Task>,
  ) {}

  /**
   * The task, now this worker's; null where it ended, was cancelled, is in other hands, living or not, or where its account
   * has as many running as it may: then it stays queued. The reconciler brings it back in either case.
   */
  async claim(taskId: string, workerId: string): Promise<Task | null> {
    return this.tasks.manager.transaction(async (manager) => {
      const tasks = manager.getRepository(Task);
      const account = (await tasks.findOneBy({ id: taskId }))?.accountId;
      if (account === undefined) return null;
      // One claim of an account at a time: two workers would both see the last free place.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [account]);
      const running = await tasks.countBy({ accountId: account, status: In(RUNNING), id: Not(taskId) });
      if (running >= this.env.worker.runningPerAccount) return null;
      const { affected } = await tasks
        .createQueryBuilder()
        .update()
        .set({
          status: 'sanitizing',
          stage: 'starting',
          progress: 0,
          workerId,
          attempt: () => 'attempt + 1',
          leaseUntil: () => `now() + ${LEASE}`,
          startedAt: () => 'coalesce(started_at, now())',
        })
        .where("id = :taskId and status = 'queued' and cancel_requested_at is null", { taskId })
        .execute();
      return affected === 1 ? tasks.findOneByOrFail({ id: taskId }) : null;
    });
  }

  /** Renews the leases of what this worker runs. */
  async renew(workerId: string, taskIds: readonly string[]): Promise<void> {
    await this.tasks.update({ id: In(taskIds), workerId }, { leaseUntil: () => `now() + ${LEASE}` });
  }

  /** Of these tasks, those that were cancelled and those that another attempt has taken over. */
  async interrupted(running: readonly Task[]): Promise<{ cancelled: string[]; lost: string[] }> {
    const columns = { id: true, attempt: true, cancelRequestedAt: true } as const;
    const now = await this.tasks.find({ select: columns, where: { id: In(running.map(({ id }) => id)) } });
    const attempts = new Map(now.map((task) => [task.id, task.attempt]));
    return {
      cancelled: now.filter((task) => task.cancelRequestedAt !== null).map(({ id }) => id),
      lost: running.filter(({ id, attempt }) => attempts.get(id) !== attempt).map(({ id }) => id),
    };
  }

  /** Whether this attempt has succeeded: a commit whose answer was lost looks like a failure to its worker. */
  async committed({ id, attempt }: Task): Promise<boolean> {
    return this.tasks.existsBy({ id, attempt, status: 'succeeded' });
  }

  /** Writes to the task while it is still this attempt's. Throws ClaimLost otherwise. */
  async update(task: Task, values: Values, manager = this.tasks.manager): Promise<void> {
    const ours = { id: task.id, attempt: task.attempt, status: In(RUNNING) };
    const { affected } = await manager.update(Task, ours, values);
    if (affected !== 1) throw new ClaimLost(`task ${task.id} is no longer attempt ${task.attempt}`);
  }

  /** Ends the task without a model. */
  async end(task: Task, status: 'failed' | 'cancelled', error: TaskError | null): Promise<void> {
    const message = error ? error.message.slice(0, 500) : 'cancelled';
    await this.release(task, { status, error, finishedAt: new Date() }, { stage: status, message });
  }

  /** Gives the task back to the queue, saying why; `counts`: as one of its MAX_FAILURES. */
  async handBack(task: Task, why: string, counts: boolean): Promise<void> {
    const failures = task.failures + (counts ? 1 : 0);
    const again = { status: 'queued' as const, stage: null, progress: 0, workerId: null, failures };
    task.progress = 0;
    await this.release(task, again, { stage: 'queued', message: why });
  }

  private async release(task: Task, values: Values, line: Pick<TaskEvent, 'stage' | 'message'>): Promise<void> {
    await this.tasks.manager.transaction(async (manager) => {
      await this.update(task, { ...values, leaseUntil: null }, manager);
      await manager.insert(TaskEvent, { taskId: task.id, progress: task.progress, figures: [], ...line });
    });
  }
}
