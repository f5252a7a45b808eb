import { z } from 'zod';
import { ColumnMapping, ModelType } from './model-types.js';
import { OPTIONAL_REPAIRS } from './report.js';

/** What a program in the sandbox is told to do. Client-given names stay values; they never become keys. */
export const TABLE_LIMITS = {
  max_rows: 20_000_000,
  max_columns: 10_000,
  max_field_bytes: 10 << 20,
} as const;

export const TableLimits = z.strictObject({
  max_rows: z.number().int().positive().default(TABLE_LIMITS.max_rows),
  max_columns: z.number().int().positive().default(TABLE_LIMITS.max_columns),
  max_field_bytes: z.number().int().positive().default(TABLE_LIMITS.max_field_bytes),
});
export type TableLimits = z.infer<typeof TableLimits>;

/** How a client steers the sanitizer; the defaults need nothing. */
export const SanitizeOptions = z.strictObject({
  /** values read as missing, in place of the defaults */
  null_tokens: z.array(z.string().max(64)).max(64).optional(),
  /** types that the client asserts */
  column_types: z
    .array(
      z.strictObject({
        column: z.string().max(1024),
        type: z.enum(['number', 'category', 'boolean', 'datetime', 'text']),
      }),
    )
    .max(1024)
    .default([]),
  /** columns that are kept in any case */
  keep_columns: z.array(z.string().max(1024)).max(1024).default([]),
  /** repairs that are not to be made, by their code in the report */
  disabled_repairs: z.array(z.enum(OPTIONAL_REPAIRS)).max(64).default([]),
});
export type SanitizeOptions = z.infer<typeof SanitizeOptions>;

/** Scalar hyper-parameters by name; names come from the algorithm's own JSON Schema, checked before the task is queued. */
export const Hyperparameters = z.record(
  z.string().max(64),
  z.union([z.number(), z.string().max(256), z.boolean(), z.null()]),
);
export type Hyperparameters = z.infer<typeof Hyperparameters>;

const Resources = z.strictObject({
  memory_bytes: z.number().int().positive(),
  threads: z.number().int().min(1).max(64),
});

export const SanitizeJob = z.strictObject({
  command: z.literal('sanitize'),
  model_type: ModelType.nullable(),
  columns: ColumnMapping,
  target: z.string().max(1024).nullable(),
  filename: z.string().max(255),
  options: SanitizeOptions,
  limits: TableLimits,
  resources: Resources,
});
export type SanitizeJob = z.infer<typeof SanitizeJob>;

export const TrainJob = z.strictObject({
  ...SanitizeJob.shape,
  command: z.literal('train'),
  model_type: ModelType,
  algorithm: z.string().max(64),
  hyperparameters: Hyperparameters,
  /** the metric that `auto` optimizes; null: the family's default */
  metric: z.string().max(64).nullable(),
  /** null: derived as SHA-256(dataset ‖ config ‖ version), so that nobody can shop for a lucky seed */
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
  /** SHA-256 of the raw upload, lower-case hex */
  dataset_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  code_version: z.string().max(64),
});
export type TrainJob = z.infer<typeof TrainJob>;

export const ScoreJob = z.strictObject({
  command: z.literal('score'),
  filename: z.string().max(255),
  limits: TableLimits,
  resources: Resources,
});
export type ScoreJob = z.infer<typeof ScoreJob>;

/** Inputs of the trainer: `data` (the raw upload); for `score` also `model`. */
export const TrainerJob = z.discriminatedUnion('command', [SanitizeJob, TrainJob, ScoreJob]);
export type TrainerJob = z.infer<typeof TrainerJob>;
