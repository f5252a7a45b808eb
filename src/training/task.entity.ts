import { Column, Entity } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';
import type { IsolationReport } from '../contracts/worker.js';
import type { CheckResult } from '../contracts/check.js';
import type { ScoreResult } from '../contracts/score-result.js';
import type { SanitizeResult, TrainResult } from '../contracts/train-result.js';
import type { TaskError, TaskRequest } from '../contracts/task.js';

export const RUNNING = ['sanitizing', 'training', 'verifying', 'scoring'] as const;
export const ENDED = ['succeeded', 'failed', 'cancelled'] as const;
/** Attempts that a task gets when workers or machines fail under it. Its own faults end it at once. */
export const MAX_FAILURES = 3;
export type TaskStatus = 'queued' | (typeof RUNNING)[number] | (typeof ENDED)[number];

export type TaskResult =
  | { train: TrainResult; check: CheckResult }
  | { sanitize: SanitizeResult }
  | { check: CheckResult }
  | { score: ScoreResult };

export const isEnded = ({ status }: Pick<Task, 'status'>): boolean => (ENDED as readonly string[]).includes(status);

/**
 * The record of truth of a piece of work; the queue only says that there is some. `attempt` fences: a worker writes
 * only while the attempt it claimed is still the task's, so that a presumed-dead one cannot end a task a second time.
 */
@Entity('tasks')
export class Task extends AccountRecord {
  @Column('text', { name: 'key_id' })
  keyId: string;

  @Column('text')
  kind: TaskRequest['kind'];

  @Column('text')
  status: TaskStatus;

  @Column('text', { nullable: true })
  stage: string | null;

  /** 0..1 */
  @Column('double precision')
  progress: number;

  @Column('jsonb')
  request: TaskRequest;

  @Column('text', { name: 'dataset_id', nullable: true })
  datasetId: string | null;

  @Column('text', { name: 'model_id', nullable: true })
  modelId: string | null;

  @Column('jsonb', { nullable: true })
  error: TaskError | null;

  @Column('jsonb', { nullable: true })
  result: TaskResult | null;

  /** what it really ran under, as measured; null until it ran */
  @Column('jsonb', { nullable: true })
  isolation: IsolationReport | null;

  @Column('integer')
  attempt: number;

  /** attempts that failed through no fault of the task's, and count against it; never those of an orderly stop */
  @Column('integer', { default: 0 })
  failures: number;

  /** the request that asked for it, and the span of a trace that it is a part of */
  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('text', { nullable: true })
  traceparent: string | null;

  @Column('text', { name: 'worker_id', nullable: true })
  workerId: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz', { name: 'cancel_requested_at', nullable: true })
  cancelRequestedAt: Date | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
