import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type ScoreJob, TABLE_LIMITS } from '../../contracts/job.js';
import { ScoreResult } from '../../contracts/score-result.js';
import { Model } from '../../models/model.entity.js';
import type { StoredBlob } from '../../storage/blob-store.js';
import type { Attempt } from './attempt.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { parseResult, TaskFailure } from './task-failure.js';
import { TaskDataset } from './task-dataset.js';
import { TaskLog } from './task-log.js';

export interface ScoredRows {
  readonly result: ScoreResult;
  readonly scores: StoredBlob;
}

/** Scores a table with a stored model. The program takes the model only by its certified digest. */
@Injectable()
export class ScoreTask {
  constructor(
    private readonly sandbox: RunInSandbox,
    private readonly log: TaskLog,
    private readonly datasets: TaskDataset,
    @InjectRepository(Model) private readonly models: Repository<Model>,
  ) {}

  async run(attempt: Attempt, modelId: string): Promise<ScoredRows> {
    const { task } = attempt;
    const model = await this.models.findOneBy({ id: modelId });
    if (!model) throw new TaskFailure('model_deleted', 'The model was deleted before the task ran.');
    const { dataset, inputs } = await this.datasets.of(task);
    const job: ScoreJob = {
      command: 'score',
      filename: dataset.filename,
      limits: TABLE_LIMITS,
      resources: this.sandbox.resources,
    };
    const file = { key: model.modelKey, bytes: model.modelBytes, sha256: model.modelSha256 };
    const result = await this.sandbox.run({
      attempt,
      program: 'trainer',
      job,
      inputs: new Map([...inputs, ['model', file]]),
      onEvent: (event) => this.log.write(task, event),
    });
    const { scores, ...others } = Object.fromEntries(await attempt.artifacts.settle());
    // Anything else could pass for what another task found out about this dataset.
    if (!scores || Object.keys(others).length > 0)
      throw new TaskFailure('protocol_violation', 'The trainer wrote something else than scores.');
    return { result: parseResult(ScoreResult, result, 'trainer'), scores };
  }
}
