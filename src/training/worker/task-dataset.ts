import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Dataset } from '../../datasets/dataset.entity.js';
import type { StoredBlob } from '../../storage/blob-store.js';
import type { Task } from '../task.entity.js';
import { TaskFailure } from './task-failure.js';

/** The upload that a task works on, and the input under which the trainer's program opens it. */
@Injectable()
export class TaskDataset {
  constructor(@InjectRepository(Dataset) private readonly datasets: Repository<Dataset>) {}

  async of({ datasetId }: Task): Promise<{ dataset: Dataset; inputs: ReadonlyMap<string, StoredBlob> }> {
    const dataset = datasetId === null ? null : await this.datasets.findOneBy({ id: datasetId });
    if (!dataset) throw new TaskFailure('dataset_deleted', 'The dataset was deleted before the task ran.');
    const { blobKey, bytes, sha256 } = dataset;
    return { dataset, inputs: new Map([['data', { key: blobKey, bytes, sha256 }]]) };
  }
}
