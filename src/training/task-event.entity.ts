import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One line of a task's log; its id orders the log and is what an event stream resumes from. */
@Entity('task_events')
export class TaskEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('text', { name: 'task_id' })
  taskId: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at: Date;

  @Column('text')
  stage: string;

  /** 0..1 */
  @Column('double precision')
  progress: number;

  @Column('text')
  message: string;

  @Column('jsonb')
  figures: { name: string; value: number }[];
}
