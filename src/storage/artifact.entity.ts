import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ArtifactName } from '../contracts/messages.js';

/** What a task's sandbox wrote and a worker accepted, by digest. */
@Entity('artifacts')
export class Artifact {
  @PrimaryColumn('text', { name: 'task_id' })
  taskId: string;

  @PrimaryColumn('text')
  name: ArtifactName;

  @Column('text', { name: 'blob_key' })
  blobKey: string;

  @Column('bigint', { transformer: { from: Number, to: (bytes: number) => bytes } })
  bytes: number;

  @Column('text')
  sha256: string;
}
