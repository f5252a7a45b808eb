import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { newId } from '../../common/ids.js';
import type { ArtifactName } from '../../contracts/messages.js';
import type { TrainRequest } from '../../contracts/task.js';
import { Dataset } from '../../datasets/dataset.entity.js';
import { Model } from '../../models/model.entity.js';
import { Artifact } from '../../storage/artifact.entity.js';
import type { StoredBlob } from '../../storage/blob-store.js';
import { RUNNING, Task, type TaskResult } from '../task.entity.js';
import { TaskEvent } from '../task-event.entity.js';
import type { Attempt } from './attempt.js';
import { persistently } from './persistently.js';
import { ClaimLost } from './task-claims.js';
import type { ScoredRows } from './score-task.js';
import { TaskFailure } from './task-failure.js';
import type { TrainedModel } from './train-task.js';

/** The end of a task that succeeded: model, artifacts and status appear together or not at all, and only once. */
@Injectable()
export class Commit {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async model({ task, artifacts }: Attempt, request: TrainRequest, trained: TrainedModel): Promise<void> {
    const written = await artifacts.settle();
    await this.transaction(async (manager) => {
      const id = newId('mdl');
      const name = request.name ?? id;
      const { train, check, model } = trained;
      await succeed(manager, task, { train, check }, id);
      await manager.insert(Model, {
        id,
        accountId: task.accountId,
        name,
        version: await nextVersion(manager, task.accountId, name),
        taskId: task.id,
        datasetId: task.datasetId!,
        modelType: train.model_type,
        algorithm: train.algorithm,
        result: train,
        certificate: trained.certificate,
        certified: check.verdict === 'CERTIFIED',
        modelKey: model.key,
        modelSha256: model.sha256,
        modelBytes: model.bytes,
      });
      await keepArtifacts(manager, task, written);
    });
  }

  async sanitized({ task, artifacts }: Attempt, result: TaskResult): Promise<void> {
    const written = await artifacts.settle();
    await this.transaction(async (manager) => {
      await succeed(manager, task, result, null);
      await keepArtifacts(manager, task, written);
    });
  }

  async checked({ task }: Attempt, result: TaskResult): Promise<void> {
    await this.transaction((manager) => succeed(manager, task, result, task.modelId));
  }

  async scored({ task }: Attempt, { result, scores }: ScoredRows): Promise<void> {
    await this.transaction(async (manager) => {
      // Who deleted the rows meant what was made of them too.
      const lock = { mode: 'pessimistic_read' as const };
      const dataset = await manager.findOne(Dataset, { where: { id: task.datasetId! }, lock });
      if (!dataset) throw new TaskFailure('dataset_deleted', 'The rows were deleted while they were scored.');
      await succeed(manager, task, { score: result }, task.modelId);
      await keepArtifacts(manager, task, new Map([['scores', scores]]));
    });
  }

  private transaction(work: (manager: EntityManager) => Promise<void>): Promise<void> {
    return persistently(() => this.database.transaction(work));
  }

  /** What a failed task leaves for its client to read. */
  async remains(task: Task, artifacts: ReadonlyMap<ArtifactName, StoredBlob>): Promise<void> {
    await this.transaction((manager) => keepArtifacts(manager, task, artifacts));
  }
}

/** Two trainings of one name that end at once take their versions one after the other: the row is locked to the commit. */
async function nextVersion(manager: EntityManager, accountId: string, name: string): Promise<number> {
  const [row] = await manager.query<{ last_version: number }[]>(
    `insert into model_names as known (account_id, name, last_version) values ($1, $2, 1)
     on conflict (account_id, name) do update set last_version = known.last_version + 1 returning last_version`,
    [accountId, name],
  );
  return row!.last_version;
}

async function succeed(manager: EntityManager, task: Task, result: TaskResult, modelId: string | null): Promise<void> {
  const ours = { id: task.id, attempt: task.attempt, status: In(RUNNING) };
  const values = {
    status: 'succeeded' as const,
    stage: null,
    progress: 1,
    result,
    modelId,
    finishedAt: new Date(),
    leaseUntil: null,
  };
  const { affected } = await manager.update(Task, ours, values);
  if (affected !== 1) throw new ClaimLost(`task ${task.id} is no longer attempt ${task.attempt}`);
  await manager.insert(TaskEvent, { taskId: task.id, stage: 'succeeded', progress: 1, message: 'done', figures: [] });
}

async function keepArtifacts(
  manager: EntityManager,
  task: Task,
  artifacts: ReadonlyMap<ArtifactName, StoredBlob>,
): Promise<void> {
  const rows = [...artifacts].map(([name, { key, bytes, sha256 }]) => ({
    taskId: task.id,
    name,
    blobKey: key,
    bytes,
    sha256,
  }));
  if (rows.length > 0) await manager.upsert(Artifact, rows, ['taskId', 'name']);
  if (artifacts.has('report')) await manager.update(Dataset, { id: task.datasetId! }, { reportTaskId: task.id });
}
