import { z } from 'zod';
import { ColumnMapping, ModelType } from './model-types.js';
import { Hyperparameters } from './job.js';

/** What a training says of itself, parsed by the worker as hostile, replayed by the checker. */
export const Metric = z.strictObject({
  name: z.string().max(64),
  /** on held-out rows, never on rows that the evaluated model was fitted to */
  value: z.number(),
  higher_is_better: z.boolean(),
  /** standard error over folds or rows, where it is known */
  standard_error: z.number().nonnegative().nullable().default(null),
  /** the same metric on the same rows of models that need no learning */
  baselines: z.array(z.strictObject({ name: z.string().max(64), value: z.number() })).max(8),
});
export type Metric = z.infer<typeof Metric>;

export const Candidate = z.strictObject({
  algorithm: z.string().max(64),
  hyperparameters: Hyperparameters,
  metric: z.string().max(64),
  score: z.number().nullable(),
  standard_error: z.number().nonnegative().nullable(),
  chosen: z.boolean(),
  note: z.string().max(500).default(''),
});
export type Candidate = z.infer<typeof Candidate>;

export const TrainResult = z.strictObject({
  model_type: ModelType,
  algorithm: z.string().max(64),
  hyperparameters: Hyperparameters,
  /** decimal, 0..2^53-1 */
  seed: z.number().int().nonnegative(),
  seed_source: z.enum(['client', 'derived']),
  roles: ColumnMapping,
  rows: z.strictObject({ total: z.number().int(), train: z.number().int(), test: z.number().int() }),
  split: z.strictObject({
    /** as `per-user 20%`, `stratified 20%`, `last 20% in time` */
    kind: z.string().max(64),
    /** SHA-256 over the ascending held-out row indices of the table as u32 little-endian */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  metrics: z.array(Metric).max(32),
  leaderboard: z.array(Candidate).max(200),
  /** explanations by name: permutation importances, components, … */
  explanations: z.array(z.strictObject({ name: z.string().max(1024), value: z.number() })).max(2000),
  notes: z.array(z.string().max(1000)).max(64),
});
export type TrainResult = z.infer<typeof TrainResult>;

/** What a sanitize run says of itself; the whole report is the artifact `report`. */
export const SanitizeResult = z.strictObject({
  rows_in: z.number().int().nonnegative(),
  rows_kept: z.number().int().nonnegative(),
  rows_quarantined: z.number().int().nonnegative(),
  rows_removed: z.number().int().nonnegative(),
  columns: z.number().int().nonnegative(),
  /** 0..100 */
  quality_score: z.number().min(0).max(100),
});
export type SanitizeResult = z.infer<typeof SanitizeResult>;
