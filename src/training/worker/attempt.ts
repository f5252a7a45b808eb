import type { Task } from '../task.entity.js';
import type { TaskArtifacts } from './task-artifacts.js';

/** One worker's try at one task, from its claim to its end. */
export interface Attempt {
  readonly task: Task;
  readonly artifacts: TaskArtifacts;
  /** aborted with an Interrupted when the task is stopped from outside */
  readonly signal: AbortSignal;
  /** milliseconds since 1970 by which the task must be committed */
  readonly deadline: number;
}
