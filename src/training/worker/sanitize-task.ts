import { Injectable } from '@nestjs/common';
import { type SanitizeJob, TABLE_LIMITS } from '../../contracts/job.js';
import type { SanitizeRequest } from '../../contracts/task.js';
import { SanitizeResult } from '../../contracts/train-result.js';
import type { Attempt } from './attempt.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { parseResult } from './task-failure.js';
import { TaskDataset } from './task-dataset.js';
import { TaskLog } from './task-log.js';

/** A quality report and a clean table, without a model. */
@Injectable()
export class SanitizeTask {
  constructor(
    private readonly sandbox: RunInSandbox,
    private readonly log: TaskLog,
    private readonly datasets: TaskDataset,
  ) {}

  async run(attempt: Attempt, request: SanitizeRequest): Promise<SanitizeResult> {
    const { task } = attempt;
    const { dataset, inputs } = await this.datasets.of(task);
    const { kind: _kind, ...asked } = request;
    const job: SanitizeJob = {
      command: 'sanitize',
      ...asked,
      filename: dataset.filename,
      limits: TABLE_LIMITS,
      resources: this.sandbox.resources,
    };
    const result = await this.sandbox.run({
      attempt,
      program: 'trainer',
      job,
      inputs,
      onEvent: (event) => this.log.write(task, event),
    });
    return parseResult(SanitizeResult, result, 'sanitizer');
  }
}
