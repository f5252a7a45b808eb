import type { Task } from './task.entity.js';

export class TaskErrorView {
  /**
   * stable
   * @example "too_few_rows"
   */
  code: string;
  /**
   * what was wrong
   * @example "Too few rows are usable."
   */
  message: string;
  /**
   * what to do about it
   * @example "Send more rows."
   */
  hint: string | null;
}

export class ScoredView {
  /**
   * in the table
   * @example 1000
   */
  rows: number;
  /**
   * rows that could not be scored: each says why in its column `error`
   * @example 2
   */
  errors: number;
  /**
   * rows with a category that training had not seen: each names its columns in `unknown_categories`
   * @example 0
   */
  unknown_categories: number;
}

export class TaskIsolationView {
  /** @example "enabled" */
  isolation: string;
  /** @example "container" */
  isolation_backend: string;
  missing: string[];
}

export class TaskView {
  /**
   * of this task
   * @example "task_c2VjcmV0LXJhbmRvbS0x"
   */
  task_id: string;
  /**
   * train, sanitize, verify or score
   * @example "train"
   */
  kind: string;
  /**
   * queued, sanitizing, training, verifying, scoring; then succeeded, failed or cancelled
   * @example "queued"
   */
  status: string;
  /**
   * what is learned, where something is
   * @example "recommendation"
   */
  model_type: string | null;
  /**
   * share of the work that is done, 0..1
   * @example 0
   */
  progress: number;
  /**
   * what it is at, in words; null before and after
   * @example null
   */
  stage: string | null;
  /**
   * what it works on
   * @example "ds_c2VjcmV0LXJhbmRvbS0x"
   */
  dataset_id: string | null;
  /**
   * what it made, verifies or scores with
   * @example null
   */
  model_id: string | null;
  /** of a task that failed */
  error: TaskErrorView | null;
  /** of a `score` task that succeeded: what stands in its result.csv */
  scored: ScoredView | null;
  /** what it really ran under, as measured; null until it ran */
  isolation: TaskIsolationView | null;
  /**
   * how often a worker has begun it: more than once where a worker or a machine failed under it; the events say why
   * @example 0
   */
  attempts: number;
  /**
   * when it was accepted
   * @example "2026-01-01T12:00:00.000Z"
   */
  created_at: string;
  /**
   * when a worker first began it
   * @example null
   */
  started_at: string | null;
  /**
   * when it ended
   * @example null
   */
  finished_at: string | null;
  /**
   * seconds from start to end
   * @example null
   */
  duration_seconds: number | null;

  static of(task: Task): TaskView {
    const { isolation } = task;
    const seconds =
      task.startedAt && task.finishedAt ? (task.finishedAt.getTime() - task.startedAt.getTime()) / 1000 : null;
    return {
      task_id: task.id,
      kind: task.kind,
      status: task.status,
      model_type: 'model_type' in task.request ? task.request.model_type : null,
      progress: task.progress,
      stage: task.stage,
      dataset_id: task.datasetId,
      model_id: task.modelId,
      error: task.error,
      scored: task.result && 'score' in task.result ? task.result.score : null,
      isolation: isolation && {
        isolation: isolation.isolation,
        isolation_backend: isolation.isolation_backend,
        missing: isolation.missing,
      },
      attempts: task.attempt,
      created_at: task.createdAt.toISOString(),
      started_at: task.startedAt?.toISOString() ?? null,
      finished_at: task.finishedAt?.toISOString() ?? null,
      duration_seconds: seconds,
    };
  }
}

export class TaskPage {
  /** newest first */
  data: TaskView[];
  /**
   * whether there are older ones
   * @example false
   */
  has_more: boolean;
}

export class FigureView {
  /**
   * what is measured
   * @example "rmse"
   */
  name: string;
  /**
   * at this moment
   * @example 1.2
   */
  value: number;
}

export class TaskEventView {
  /**
   * orders the log; send the last one seen as `Last-Event-ID` to go on from there
   * @example "1"
   */
  id: string;
  /**
   * when
   * @example "2026-01-01T12:00:00.000Z"
   */
  at: string;
  /**
   * a status of the task, see there
   * @example "training"
   */
  stage: string;
  /**
   * share of the work that is done, 0..1
   * @example 0.5
   */
  progress: number;
  /**
   * for people
   * @example "als: 8 of 20 sweeps"
   */
  message: string;
  /** measured on the way */
  figures: FigureView[];
}

export class TaskEventList {
  /** oldest first */
  data: TaskEventView[];
}
