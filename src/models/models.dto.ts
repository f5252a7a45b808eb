import type { Model } from './model.entity.js';

export class BaselineView {
  /** @example "global mean" */
  name: string;
  value: number;
}

export class MetricView {
  /** @example "rmse" */
  name: string;
  /** on rows that the evaluated model was not fitted to */
  value: number;
  higher_is_better: boolean;
  standard_error: number | null;
  /** the same metric on the same rows of models that need no learning */
  baselines: BaselineView[];
}

export class ModelView {
  /** @example "mdl_c2VjcmV0LXJhbmRvbS0x" */
  id: string;
  name: string;
  version: number;
  /** @example "recommendation" */
  model_type: string;
  /** @example "als" */
  algorithm: string;
  hyperparameters: Record<string, unknown>;
  /** role → column, as it was found or given */
  columns: { role: string; column: string }[];
  rows: { total: number; train: number; test: number };
  split: { kind: string; sha256: string };
  metrics: MetricView[];
  leaderboard: unknown[];
  explanations: { name: string; value: number }[];
  notes: string[];
  seed: number;
  /** whether the independent checker could confirm every claim */
  certified: boolean;
  task_id: string;
  dataset_id: string;
  /** of the model file, as certified */
  sha256: string;
  bytes: number;
  created_at: string;

  static of(model: Model): ModelView {
    const { result } = model;
    return {
      id: model.id,
      name: model.name,
      version: model.version,
      model_type: model.modelType,
      algorithm: model.algorithm,
      hyperparameters: result.hyperparameters,
      columns: result.roles,
      rows: result.rows,
      split: result.split,
      metrics: result.metrics,
      leaderboard: result.leaderboard,
      explanations: result.explanations,
      notes: result.notes,
      seed: result.seed,
      certified: model.certified,
      task_id: model.taskId,
      dataset_id: model.datasetId,
      sha256: model.modelSha256,
      bytes: model.modelBytes,
      created_at: model.createdAt.toISOString(),
    };
  }
}

export class ModelPage {
  data: ModelView[];
  has_more: boolean;
}
