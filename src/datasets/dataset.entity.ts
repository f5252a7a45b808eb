import { Column, Entity } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';

/** An upload, byte for byte as it came. */
@Entity('datasets')
export class Dataset extends AccountRecord {
  /** as the client named it; shown, never used as a path */
  @Column('text')
  filename: string;

  @Column('bigint', { transformer: { from: Number, to: (bytes: number) => bytes } })
  bytes: number;

  @Column('text')
  sha256: string;

  @Column('text', { name: 'blob_key' })
  blobKey: string;

  /** the last task that wrote a quality report of it */
  @Column('text', { name: 'report_task_id', nullable: true })
  reportTaskId: string | null;
}
