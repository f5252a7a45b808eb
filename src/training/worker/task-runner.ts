import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/logger.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { SandboxError } from '../../isolation/sandbox-error.js';
import type { Task } from '../task.entity.js';
import { Commit } from './commit.js';
import { IsolationService } from './isolation.service.js';
import { ProgramRunFailed } from './run-in-sandbox.js';
import { Interrupted, RunningTasks } from './running-tasks.js';
import { SanitizeTask } from './sanitize-task.js';
import { ClaimLost, TaskClaims } from './task-claims.js';
import { failureOf, TaskFailure } from './task-failure.js';
import { TaskLog } from './task-log.js';
import { TrainTask } from './train-task.js';
import { VerifyTask } from './verify-task.js';
import { WORKER_ID } from './worker-id.js';

/** Attempts that a task gets when workers or machines fail under it. Its own faults end it at once. */
export const MAX_ATTEMPTS = 3;

/** Claims a task, has it done, and sees to it that it ends in exactly one way. */
@Injectable()
export class TaskRunner {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly claims: TaskClaims,
    private readonly running: RunningTasks,
    private readonly isolation: IsolationService,
    private readonly train: TrainTask,
    private readonly sanitize: SanitizeTask,
    private readonly verify: VerifyTask,
    private readonly commit: Commit,
    private readonly log: TaskLog,
  ) {}

  async run(taskId: string): Promise<void> {
    const task = await this.claims.claim(taskId, this.workerId);
    if (!task) return;
    const signal = this.running.begin(task);
    try {
      if (task.attempt > MAX_ATTEMPTS)
        throw new TaskFailure('worker_lost', `The task's worker was lost ${MAX_ATTEMPTS} times.`);
      await this.claims.update(task, { isolation: this.isolation.report });
      await this.perform(task, signal);
    } catch (error) {
      await this.log.flush(task);
      await this.conclude(task, error, signal);
    } finally {
      this.running.end(task);
    }
  }

  private async perform(task: Task, signal: AbortSignal): Promise<void> {
    // The limit spans everything from the start of the sandbox to the commit.
    const deadline = Date.now() + this.env.worker.timeLimitMs;
    const { request } = task;
    switch (request.kind) {
      case 'train': {
        const trained = await this.train.run(task, request, signal, deadline);
        await this.log.flush(task);
        signal.throwIfAborted();
        if (Date.now() > deadline) throw new SandboxError('time_limit', 'the commit came too late');
        return this.commit.model(task, request, trained);
      }
      case 'sanitize': {
        const { sanitize, artifacts } = await this.sanitize.run(task, request, signal, deadline);
        await this.log.flush(task);
        signal.throwIfAborted();
        return this.commit.sanitized(task, { sanitize }, artifacts);
      }
      case 'verify':
        return this.commit.checked(task, { check: await this.verify.run(task, request.model_id, signal, deadline) });
    }
  }

  /** Ends a task that did not succeed, or hands it back where it was not to blame. */
  private async conclude(task: Task, thrown: unknown, signal: AbortSignal): Promise<void> {
    const cause = thrown instanceof ProgramRunFailed ? thrown.cause : thrown;
    const interruption = signal.reason instanceof Interrupted ? signal.reason.reason : null;
    if (cause instanceof ClaimLost || interruption === 'claim_lost') {
      return void this.logger.warn({ task_id: task.id }, 'another worker has taken this task over');
    }
    if (interruption === 'cancelled') return this.claims.end(task, 'cancelled', null);
    if (interruption === 'shutdown') return this.claims.handBack(task);
    const failure = failureOf(cause);
    this.logger.warn({ err: cause, task_id: task.id, attempt: task.attempt, code: failure?.code }, 'task failed');
    if (failure) {
      if (thrown instanceof ProgramRunFailed) await this.commit.remains(task, thrown.kept);
      return this.claims.end(task, 'failed', failure);
    }
    if (task.attempt < MAX_ATTEMPTS) return this.claims.handBack(task);
    const message = `The task could not be run: ${MAX_ATTEMPTS} attempts failed for reasons that are not in its data.`;
    return this.claims.end(task, 'failed', {
      code: 'unavailable',
      message,
      hint: 'Ask the operator to look at /health.',
    });
  }
}
