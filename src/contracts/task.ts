import { z } from 'zod';
import { Hyperparameters, SanitizeOptions } from './job.js';
import { ColumnMapping, ModelType } from './model-types.js';

/** What a client asked for, as the web process accepted it and the worker will read it back from the database. */
const Sanitize = z.strictObject({
  kind: z.literal('sanitize'),
  model_type: ModelType.nullable(),
  target: z.string().max(1024).nullable(),
  columns: ColumnMapping,
  options: SanitizeOptions,
});

const Train = z.strictObject({
  ...Sanitize.shape,
  kind: z.literal('train'),
  model_type: ModelType,
  algorithm: z.string().max(64),
  hyperparameters: Hyperparameters,
  metric: z.string().max(64).nullable(),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
  /** the model's name; null: named after the task */
  name: z.string().min(1).max(100).nullable(),
});

const Verify = z.strictObject({ kind: z.literal('verify'), model_id: z.string() });

/** the rows are the task's dataset */
const Score = z.strictObject({ kind: z.literal('score'), model_id: z.string() });

export const TaskRequest = z.discriminatedUnion('kind', [Sanitize, Train, Verify, Score]);
export type TaskRequest = z.infer<typeof TaskRequest>;
export type TrainRequest = z.infer<typeof Train>;
export type SanitizeRequest = z.infer<typeof Sanitize>;

/** Why a task failed, in words that help: what was wrong, and what to do. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}
