import { Column, Entity } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';
import type { ModelType } from '../contracts/model-types.js';
import type { TrainResult } from '../contracts/train-result.js';

/** A verified model. Training a name again makes its next version. */
@Entity('models')
export class Model extends AccountRecord {
  @Column('text')
  name: string;

  @Column('integer')
  version: number;

  @Column('text', { name: 'task_id' })
  taskId: string;

  @Column('text', { name: 'dataset_id' })
  datasetId: string;

  @Column('text', { name: 'model_type' })
  modelType: ModelType;

  @Column('text')
  algorithm: string;

  @Column('jsonb')
  result: TrainResult;

  /** the signed envelope, byte for byte: re-encoding would break its canonical form */
  @Column('text')
  certificate: string;

  @Column('boolean')
  certified: boolean;

  @Column('text', { name: 'model_key' })
  modelKey: string;

  /** the certified digest: only a file that matches it is ever loaded */
  @Column('text', { name: 'model_sha256' })
  modelSha256: string;

  @Column('bigint', { name: 'model_bytes', transformer: { from: Number, to: (bytes: number) => bytes } })
  modelBytes: number;
}
