import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { SandboxError } from '../../isolation/sandbox-error.js';
import { BLOBS, type BlobStore } from '../../storage/blob-store.js';
import type { Task } from '../task.entity.js';
import type { Attempt } from './attempt.js';
import { Commit } from './commit.js';
import { IsolationService } from './isolation.service.js';
import { RunningTasks } from './running-tasks.js';
import { SanitizeTask } from './sanitize-task.js';
import { ScoreTask } from './score-task.js';
import { TaskClaims } from './task-claims.js';
import { TaskArtifacts } from './task-artifacts.js';
import { TaskEnding } from './task-ending.js';
import { TaskLog } from './task-log.js';
import { TaskWatch } from './task-watch.js';
import { TrainTask } from './train-task.js';
import { VerifyTask } from './verify-task.js';
import { WORKER_ID } from './worker-id.js';

/** Claims a task, has it done, and sees to it that it ends in exactly one way. */
@Injectable()
export class TaskRunner implements OnApplicationBootstrap {
  /** Bull hands out jobs as soon as its module is there, which is before the other parts of the worker are. */
  private readonly ready = new Promise<void>((resolve) => (this.onApplicationBootstrap = resolve));
  onApplicationBootstrap: () => void;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly claims: TaskClaims,
    private readonly running: RunningTasks,
    private readonly isolation: IsolationService,
    private readonly train: TrainTask,
    private readonly sanitize: SanitizeTask,
    private readonly verify: VerifyTask,
    private readonly score: ScoreTask,
    private readonly commit: Commit,
    private readonly log: TaskLog,
    private readonly ending: TaskEnding,
    private readonly watch: TaskWatch,
  ) {}

  async run(taskId: string): Promise<void> {
    await this.ready;
    // A queue that was paused may still hand out the job that it was waiting for. The reconciler brings it back.
    if (!this.isolation.usable) return;
    const task = await this.claims.claim(taskId, this.workerId);
    if (task) await this.watch.attempt(task, () => this.attempt(task));
  }

  private async attempt(task: Task): Promise<void> {
    const attempt: Attempt = {
      task,
      artifacts: new TaskArtifacts(this.blobs),
      signal: this.running.begin(task),
      // The limit spans everything from the start of the sandbox to the commit.
      deadline: Date.now() + this.env.worker.timeLimitMs,
    };
    try {
      await this.claims.update(task, { isolation: this.isolation.report });
      await this.perform(attempt);
    } catch (error) {
      await this.log.flush(task);
      await this.ending.conclude(attempt, error);
    } finally {
      this.running.end(task);
    }
  }

  private async perform(attempt: Attempt): Promise<void> {
    const { request } = attempt.task;
    switch (request.kind) {
      case 'train': {
        const trained = await this.train.run(attempt, request);
        await this.beforeCommit(attempt);
        return this.commit.model(attempt, request, trained);
      }
      case 'sanitize': {
        const sanitize = await this.sanitize.run(attempt, request);
        await this.beforeCommit(attempt);
        return this.commit.sanitized(attempt, { sanitize });
      }
      case 'verify': {
        const check = await this.verify.run(attempt, request.model_id);
        await this.beforeCommit(attempt);
        return this.commit.checked(attempt, { check });
      }
      case 'score': {
        const scored = await this.score.run(attempt, request.model_id);
        await this.beforeCommit(attempt);
        return this.commit.scored(attempt, scored);
      }
    }
  }

  private async beforeCommit({ task, signal, deadline }: Attempt): Promise<void> {
    await this.log.flush(task);
    signal.throwIfAborted();
    if (Date.now() > deadline) throw new SandboxError('time_limit', 'the commit came too late');
  }
}
