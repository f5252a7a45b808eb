import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import type { Repository } from 'typeorm';
import { invalid, notFound } from '../common/errors/api-error.js';
import { newId } from '../common/ids.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { TaskRequest } from '../contracts/task.js';
import { Dataset } from '../datasets/dataset.entity.js';
import { readUpload, type UploadedFile, type UploadedForm } from '../datasets/upload.js';
import type { Caller } from '../keys/caller.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import type { Task } from './task.entity.js';
import { StorageQuota } from './storage-quota.js';
import { TasksService } from './tasks.service.js';

/** From a multipart request to an accepted task. What is refused leaves no bytes behind. */
@Injectable()
export class SubmissionService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @InjectRepository(Dataset) private readonly datasets: Repository<Dataset>,
    private readonly tasks: TasksService,
    private readonly storage: StorageQuota,
  ) {}

  /** `parse` turns the form's fields into the task's request, or throws what is wrong with them. */
  async submit(
    caller: Caller,
    request: FastifyRequest,
    parse: (fields: ReadonlyMap<string, string>) => Promise<{ task: TaskRequest; datasetId: string | null }>,
  ): Promise<Task> {
    await this.tasks.assertAccepting(caller);
    const room = await this.storage.room(caller);
    const form = await readUpload(request, this.blobs, Math.min(this.env.limits.uploadBytes, room));
    try {
      const { task, datasetId } = await parse(form.fields);
      const upload = await this.datasetOf(caller, form, datasetId);
      return await this.tasks.submit(caller, task, upload?.id ?? datasetId, upload);
    } catch (error) {
      if (form.file) await this.blobs.delete(form.file.key);
      throw error;
    }
  }

  private async datasetOf(caller: Caller, { file }: UploadedForm, datasetId: string | null): Promise<Dataset | null> {
    if (file && datasetId !== null)
      throw invalid([{ field: 'dataset_id', message: 'send either a file or a dataset_id' }]);
    if (file) return this.newDataset(caller, file);
    if (datasetId === null) throw invalid([{ field: 'file', message: 'is missing: send a file or a dataset_id' }]);
    const known = await this.datasets.existsBy({ id: datasetId, accountId: caller.accountId });
    if (!known) throw notFound('dataset');
    return null;
  }

  private newDataset(caller: Caller, file: UploadedFile): Dataset {
    return this.datasets.create({
      id: newId('ds'),
      accountId: caller.accountId,
      filename: file.filename,
      bytes: file.bytes,
      sha256: file.sha256,
      blobKey: file.key,
    });
  }
}
