import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** An upload, byte for byte as it came. */
@Entity('datasets')
export class Dataset {
  @PrimaryColumn('text')
  id: string;

  @Column({ type: 'bigint', insert: false, update: false })
  seq: string;

  @Column('text', { name: 'account_id' })
  accountId: string;

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

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
