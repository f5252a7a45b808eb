import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Repository } from 'typeorm';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import type { Caller } from '../keys/caller.js';
import { Artifact } from '../storage/artifact.entity.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import { Model } from './model.entity.js';
import { ModelName } from './names/model-name.entity.js';
import { assertUnused } from './names/names.service.js';
import { ServedNames } from './names/served-names.js';
import { Outcome } from './outcomes/outcome.entity.js';
import { ModelCache } from './serving/model-cache.js';

@Injectable()
export class ModelsService {
  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    @InjectRepository(Artifact) private readonly artifacts: Repository<Artifact>,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly cache: ModelCache,
    private readonly served: ServedNames,
  ) {}

  async list(caller: Caller, page: PageQuery): Promise<Page<Model>> {
    const { accountId } = caller;
    return paginate(this.models.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  /** By id, by `name@version`, or the served version of a name: the promoted one, else the latest. */
  async get({ accountId }: Caller, reference: string): Promise<Model> {
    return this.served.served(accountId, reference);
  }

  /**
   * Removes the model and really removes its bytes, those of the evaluation model too, and what came of its predictions.
   * Throws `conflict` for a version that its name is served by.
   */
  async delete(caller: Caller, reference: string): Promise<void> {
    const { id, accountId, taskId, name, version } = await this.get(caller, reference);
    const files = await this.artifacts.findBy([
      { taskId, name: 'model' },
      { taskId, name: 'evaluation' },
    ]);
    await this.models.manager.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' as const };
      const row = await manager.findOne(ModelName, { where: { accountId, name }, lock });
      if (row) assertUnused(row, version);
      await manager.delete(Outcome, { accountId, name, version });
      await manager.delete(Model, { id });
      await manager.remove(files);
    });
    this.cache.forget(id);
    this.served.forget(caller);
    for (const { blobKey } of files) await this.blobs.delete(blobKey);
  }
}
