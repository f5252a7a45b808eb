import { Injectable } from '@nestjs/common';
import { type CheckJob, CheckResult } from '../../contracts/check.js';
import type { ProgramEvent } from '../../contracts/messages.js';
import type { StoredBlob } from '../../storage/blob-store.js';
import type { Attempt } from './attempt.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { parseResult, TaskFailure } from './task-failure.js';
import { TaskLog } from './task-log.js';

/** What the checker looks at. */
export const EVIDENCE = ['table', 'model', 'evaluation'] as const;
export type EvidenceFiles = Readonly<Record<(typeof EVIDENCE)[number], Pick<StoredBlob, 'key' | 'bytes' | 'sha256'>>>;

export interface CheckOrder {
  readonly said: Pick<CheckJob, 'claim' | 'request'>;
  readonly files: EvidenceFiles;
  /** share of the task that is done when the check begins, 0..1 */
  readonly from: number;
}

/** Has a claim checked in a fresh sandbox, by code that shares nothing with the trainer. */
@Injectable()
export class CheckModel {
  constructor(
    private readonly sandbox: RunInSandbox,
    private readonly log: TaskLog,
  ) {}

  /** Throws TaskFailure `verification_failed` where a check fails; what cannot be decided is the result's to say. */
  async run(attempt: Attempt, { said, files, from }: CheckOrder): Promise<CheckResult> {
    const job: CheckJob = { command: 'check', ...said, resources: this.sandbox.resources };
    const onEvent = ({ message, progress, figures }: Pick<ProgramEvent, 'message' | 'progress' | 'figures'>) =>
      this.log.write(attempt.task, { stage: 'verifying', message, figures, progress: from + progress * (1 - from) });
    onEvent({ progress: 0, message: 'an independent checker takes over', figures: [] });
    const result = await this.sandbox.run({
      attempt,
      program: 'checker',
      job,
      inputs: new Map(EVIDENCE.map((name) => [name, files[name]])),
      onEvent,
    });
    const check = parseResult(CheckResult, result, 'checker');
    if (check.verdict === 'FAILED') throw verificationFailed(check);
    return check;
  }
}

function verificationFailed({ checks }: CheckResult): TaskFailure {
  const failed = checks
    .filter(({ verdict }) => verdict === 'FAIL')
    .map(({ id, value, tol }) => `${id} (${value}, tolerance ${tol})`);
  const message = `The independent checker rejected the model: ${failed.join('; ')}. It is not served.`;
  return new TaskFailure('verification_failed', message, 'This is a fault of ours: please report it with the task id.');
}
