import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Repository } from 'typeorm';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import type { ArtifactName } from '../contracts/messages.js';
import type { Caller } from '../keys/caller.js';
import { Artifact } from '../storage/artifact.entity.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import { ABOUT_DATA } from './about-data.js';
import { Dataset } from './dataset.entity.js';

@Injectable()
export class DatasetsService {
  constructor(
    @InjectRepository(Dataset) private readonly datasets: Repository<Dataset>,
    @InjectRepository(Artifact) private readonly artifacts: Repository<Artifact>,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  async list(caller: Caller, page: PageQuery): Promise<Page<Dataset>> {
    const { accountId } = caller;
    return paginate(this.datasets.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  async get(caller: Caller, id: string): Promise<Dataset> {
    const dataset = await this.datasets.findOneBy({ id, accountId: caller.accountId });
    if (!dataset) throw notFound('dataset');
    return dataset;
  }

  /** What the last task that read this dataset wrote under this name. */
  async artifact(caller: Caller, id: string, name: ArtifactName): Promise<Artifact> {
    const { reportTaskId } = await this.get(caller, id);
    const artifact = reportTaskId === null ? null : await this.artifacts.findOneBy({ taskId: reportTaskId, name });
    if (!artifact) throw new ApiError('not_found', 'No task has read this dataset to its end yet.');
    return artifact;
  }

  /** Removes the upload and everything that shows its content, and really removes the bytes. */
  async delete(caller: Caller, id: string): Promise<void> {
    const dataset = await this.get(caller, id);
    const about = await this.artifacts
      .createQueryBuilder('artifact')
      .where('artifact.task_id in (select t.id from tasks t where t.dataset_id = :id)', { id })
      .andWhere('artifact.name in (:...names)', { names: ABOUT_DATA })
      .getMany();
    await this.datasets.manager.transaction(async (manager) => {
      await manager.remove(about);
      await manager.delete(Dataset, { id });
    });
    for (const key of [dataset.blobKey, ...about.map(({ blobKey }) => blobKey)]) await this.blobs.delete(key);
  }
}
