import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Repository } from 'typeorm';
import { notFound } from '../common/errors/api-error.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import type { Caller } from '../keys/caller.js';
import { Artifact } from '../storage/artifact.entity.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import { Model } from './model.entity.js';
import { ModelCache } from './serving/model-cache.js';

@Injectable()
export class ModelsService {
  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    @InjectRepository(Artifact) private readonly artifacts: Repository<Artifact>,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly cache: ModelCache,
  ) {}

  async list(caller: Caller, page: PageQuery): Promise<Page<Model>> {
    const { accountId } = caller;
    return paginate(this.models.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  /** By id, or the latest version of a name. */
  async get(caller: Caller, idOrName: string): Promise<Model> {
    const { accountId } = caller;
    const model = await this.models.findOne({
      where: [
        { id: idOrName, accountId },
        { name: idOrName, accountId },
      ],
      order: { version: 'DESC' },
    });
    if (!model) throw notFound('model');
    return model;
  }

  /** Removes the model and really removes its bytes, those of the evaluation model too. */
  async delete(caller: Caller, id: string): Promise<void> {
    const model = await this.get(caller, id);
    const files = await this.artifacts.findBy([
      { taskId: model.taskId, name: 'model' },
      { taskId: model.taskId, name: 'evaluation' },
    ]);
    await this.models.delete({ id: model.id });
    await this.artifacts.remove(files);
    this.cache.forget(model.id);
    for (const { blobKey } of files) await this.blobs.delete(blobKey);
  }
}
