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
import { digestOnly } from '../datasets/digest-only.js';
import { contentOf, readUpload, type UploadedFile, type UploadedForm } from '../datasets/upload.js';
import { UploadsInFlight } from '../datasets/uploads-in-flight.js';
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
    private readonly uploads: UploadsInFlight,
  ) {}

  /** `parse` turns the form's fields into the task's request, or throws what is wrong with them. */
  async submit(
    caller: Caller,
    request: FastifyRequest,
    parse: (fields: ReadonlyMap<string, string>) => Promise<{ task: TaskRequest; datasetId: string | null }>,
  ): Promise<Task> {
    const { acceptance } = caller;
    const form = acceptance?.isRepeat ? await this.reread(request) : await this.receive(caller, request);
    try {
      await acceptance?.identify(contentOf(form));
      const { task, datasetId } = await parse(form.fields);
      const upload = await this.datasetOf(caller, form, datasetId);
      return await this.tasks.submit(caller, task, upload?.id ?? datasetId, upload);
    } catch (error) {
      if (form.file && !acceptance?.isRepeat) await this.blobs.delete(form.file.key);
      throw error;
    }
  }

  private async receive(caller: Caller, request: FastifyRequest): Promise<UploadedForm> {
    await this.tasks.assertAccepting(caller);
    const room = await this.storage.room(caller);
    return readUpload(request, this.uploads.through(this.blobs), Math.min(this.env.limits.uploadBytes, room));
  }

  /** A repeated upload finds out whether it is the same: it takes no room, and no place in the queue. */
  private reread(request: FastifyRequest): Promise<UploadedForm> {
    return readUpload(request, digestOnly, this.env.limits.uploadBytes);
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
