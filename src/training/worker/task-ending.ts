import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { outageOf } from '../../common/errors/outage.js';
import { LOGGER } from '../../common/logger.js';
import type { ArtifactName } from '../../contracts/messages.js';
import type { TaskError } from '../../contracts/task.js';
import { SandboxError } from '../../isolation/sandbox-error.js';
import { MAX_FAILURES } from '../task.entity.js';
import type { Attempt } from './attempt.js';
import { Commit } from './commit.js';
import { IsolationService } from './isolation.service.js';
import { persistently } from './persistently.js';
import { Interrupted } from './running-tasks.js';
import { ClaimLost, TaskClaims } from './task-claims.js';
import { failureOf } from './task-failure.js';

const REPORTING: ReadonlySet<ArtifactName> = new Set(['report', 'clean', 'changes', 'quarantine']);
const NOTHING: ReadonlySet<ArtifactName> = new Set();
/** Ends of a task that no client's data should be able to bring about: an operator hears of them as of errors. */
const OUR_FAULTS: ReadonlySet<string> = new Set(['verification_failed', 'protocol_violation', 'crashed']);

/** How an attempt that did not succeed leaves its task: ended, or given back for another try where one may help. */
@Injectable()
export class TaskEnding {
  constructor(
    private readonly claims: TaskClaims,
    private readonly commit: Commit,
    private readonly isolation: IsolationService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  conclude(attempt: Attempt, thrown: unknown): Promise<void> {
    return persistently(() => this.tryToConclude(attempt, thrown));
  }

  private async tryToConclude({ task, artifacts, signal }: Attempt, thrown: unknown): Promise<void> {
    // Asked before anything is removed: the model would lose its bytes. Where nobody can answer, nothing is removed now.
    if (await this.claims.committed(task)) return;
    const interruption = signal.reason instanceof Interrupted ? signal.reason.reason : null;
    const outage = interruption === null && (await this.isolationIsOut(thrown));
    const failure = interruption === null && !outage ? failureOf(thrown) : null;
    // What a client is told of its data stays with a failed task; every other byte goes.
    const kept = await artifacts.discardAllBut(failure ? REPORTING : NOTHING);
    if (thrown instanceof ClaimLost || interruption === 'claim_lost') {
      return void this.logger.warn({ task_id: task.id }, 'another worker has taken this task over');
    }
    if (interruption === 'cancelled') return this.claims.end(task, 'cancelled', null);
    if (interruption === 'shutdown') {
      return this.claims.handBack(task, 'its worker was stopped; it waits for another', false);
    }
    const ours = failure === null ? !outage : OUR_FAULTS.has(failure.code);
    const line = { err: thrown, task_id: task.id, attempt: task.attempt, code: failure?.code };
    this.logger[ours ? 'error' : 'warn'](line, 'task failed');
    if (failure) {
      await this.commit.remains(task, kept);
      return this.claims.end(task, 'failed', failure);
    }
    // A program that never began cannot be why nothing can be isolated: its task waits, however often that happens.
    if (outage && thrown instanceof SandboxError && !thrown.began) {
      return this.claims.handBack(task, 'no program can be isolated here now; it waits until one can', false);
    }
    const failures = task.failures + 1;
    const cause = thrown instanceof SandboxError || outageOf(thrown) ? thrown : (artifacts.failure ?? thrown);
    if (failures >= MAX_FAILURES) return this.claims.end(task, 'failed', exhausted(cause));
    return this.claims.handBack(
      task,
      `${reasonOf(cause)}; it is tried again (failure ${failures} of ${MAX_FAILURES})`,
      true,
    );
  }

  /**
   * Whether the isolation is gone rather than the program at fault; looked at now, so that no further task is taken to
   * its end by a dead daemon. One that hangs looks like a program that does not end.
   */
  private async isolationIsOut(thrown: unknown): Promise<boolean> {
    if (!(thrown instanceof SandboxError)) return false;
    if (thrown.code !== 'isolation_unavailable' && thrown.code !== 'time_limit') return false;
    return !(await this.isolation.usableNow());
  }
}

/** In words for a client: a SandboxError's are ours; of any other error only its kind may be told. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof SandboxError) return thrown.message;
  switch (outageOf(thrown)) {
    case 'storage_full':
      return 'there was no space left for what it wrote';
    case 'unavailable':
      return 'the database or the storage could not be reached';
    case null:
      return 'the service failed while it ran';
  }
}

function exhausted(thrown: unknown): TaskError {
  return {
    code: outageOf(thrown) ?? 'unavailable',
    message: `The task could not be run: ${MAX_FAILURES} attempts failed for reasons that are not in its data. The last: ${reasonOf(thrown)}.`,
    hint: 'Ask the operator to look at /health; then POST /api/v1/tasks/{id}/retry runs it again.',
  };
}
