import { Injectable } from '@nestjs/common';
import { TABLE_LIMITS, type TrainJob } from '../../contracts/job.js';
import type { ArtifactName } from '../../contracts/messages.js';
import type { TrainRequest } from '../../contracts/task.js';
import { TrainResult } from '../../contracts/train-result.js';
import type { Dataset } from '../../datasets/dataset.entity.js';
import type { StoredBlob } from '../../storage/blob-store.js';
import type { Attempt } from './attempt.js';
import { Certificates, type Evidence } from './certificates.js';
import { CheckModel } from './check-model.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { parseResult, TaskFailure } from './task-failure.js';
import { TaskDataset } from './task-dataset.js';
import { TaskLog } from './task-log.js';

/** Share of a task's progress that is left for the checker. */
const TRAINED = 0.85;

export interface TrainedModel extends Evidence {
  readonly certificate: string;
}

/** One task's way through the sandboxes: train, then have the result checked by code that shares nothing with the trainer. */
@Injectable()
export class TrainTask {
  constructor(
    private readonly sandbox: RunInSandbox,
    private readonly checker: CheckModel,
    private readonly log: TaskLog,
    private readonly certificates: Certificates,
    private readonly datasets: TaskDataset,
  ) {}

  async run(attempt: Attempt, asked: TrainRequest): Promise<TrainedModel> {
    const { task } = attempt;
    const { dataset, inputs } = await this.datasets.of(task);
    const job = this.jobOf(asked, dataset);
    const result = await this.sandbox.run({
      attempt,
      program: 'trainer',
      job,
      inputs,
      onEvent: (event) => this.log.write(task, { ...event, progress: event.progress * TRAINED }),
    });
    const train = parseResult(TrainResult, result, 'trainer');
    const written = await attempt.artifacts.settle();
    const files = {
      table: must(written, 'table'),
      model: must(written, 'model'),
      evaluation: must(written, 'evaluation'),
    };
    const { command: _command, resources: _resources, ...request } = job;
    const check = await this.checker.run(attempt, { said: { claim: train, request }, files, from: TRAINED });
    const evidence: Evidence = { job, train, check, ...files };
    return { ...evidence, certificate: await this.certificates.issue(evidence) };
  }

  private jobOf(request: TrainRequest, dataset: Dataset): TrainJob {
    const { kind: _kind, name: _name, ...asked } = request;
    return {
      command: 'train',
      ...asked,
      filename: dataset.filename,
      dataset_sha256: dataset.sha256,
      code_version: this.certificates.codeVersion,
      limits: TABLE_LIMITS,
      resources: this.sandbox.resources,
    };
  }
}

function must(artifacts: ReadonlyMap<ArtifactName, StoredBlob>, name: ArtifactName): StoredBlob {
  const blob = artifacts.get(name);
  if (!blob) throw new TaskFailure('protocol_violation', `The trainer wrote no ${name}.`);
  return blob;
}
