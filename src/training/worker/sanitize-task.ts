import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type SanitizeJob, TABLE_LIMITS } from '../../contracts/job.js';
import type { SanitizeRequest } from '../../contracts/task.js';
import { SanitizeResult } from '../../contracts/train-result.js';
import { Dataset } from '../../datasets/dataset.entity.js';
import type { Attempt } from './attempt.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { parseResult, TaskFailure } from './task-failure.js';
import { TaskLog } from './task-log.js';

/** A quality report and a clean table, without a model. */
@Injectable()
export class SanitizeTask {
  constructor(
    private readonly sandbox: RunInSandbox,
    private readonly log: TaskLog,
    @InjectRepository(Dataset) private readonly datasets: Repository<Dataset>,
  ) {}

  async run(attempt: Attempt, request: SanitizeRequest): Promise<SanitizeResult> {
    const { task } = attempt;
    const dataset = await this.datasets.findOneBy({ id: task.datasetId ?? '' });
    if (!dataset) throw new TaskFailure('dataset_deleted', 'The dataset was deleted before the task ran.');
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
      inputs: new Map([['data', { key: dataset.blobKey, bytes: dataset.bytes, sha256: dataset.sha256 }]]),
      onEvent: (event) => this.log.write(task, event),
    });
    return parseResult(SanitizeResult, result, 'sanitizer');
  }
}
