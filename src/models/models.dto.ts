import type { Model } from './model.entity.js';

export class BaselineView {
  /**
   * a model that needs no learning
   * @example "global mean"
   */
  name: string;
  /**
   * its value on the same rows
   * @example 1.34
   */
  value: number;
}

export class MetricView {
  /**
   * what is measured
   * @example "rmse"
   */
  name: string;
  /**
   * on rows that the evaluated model was not fitted to
   * @example 1.18
   */
  value: number;
  /**
   * whether more is better
   * @example false
   */
  higher_is_better: boolean;
  /**
   * over the rows or series, where it is known
   * @example 0.01
   */
  standard_error: number | null;
  /** the same metric on the same rows of models that need no learning */
  baselines: BaselineView[];
}

export class ModelView {
  /**
   * of this version
   * @example "mdl_c2VjcmV0LXJhbmRvbS0x"
   */
  id: string;
  /**
   * as the training named it, else the id
   * @example "lecturers"
   */
  name: string;
  /**
   * of the name; counted from 1
   * @example 1
   */
  version: number;
  /**
   * what it learned to do
   * @example "recommendation"
   */
  model_type: string;
  /**
   * as it was asked for, or as auto chose it
   * @example "als"
   */
  algorithm: string;
  /**
   * complete: those that were asked for and the defaults, or what auto chose
   * @example {"factors":16}
   */
  hyperparameters: Record<string, unknown>;
  /**
   * role → column, as it was found or given
   * @example [{"role":"user_id","column":"s"}]
   */
  columns: { role: string; column: string }[];
  /**
   * of the cleaned table; `test`: held out for the metrics
   * @example {"total":1000,"train":800,"test":200}
   */
  rows: { total: number; train: number; test: number };
  /**
   * how rows were held out, and the SHA-256 of which
   * @example {"kind":"per user, 20 %","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
   */
  split: { kind: string; sha256: string };
  /** on the held-out rows, beside baselines */
  metrics: MetricView[];
  /**
   * what auto compared, and what was chosen; empty for an algorithm that was named
   * @example []
   */
  leaderboard: unknown[];
  /**
   * by name: permutation importance of each column, or what the family has to say
   * @example [{"name":"age","value":0.12}]
   */
  explanations: { name: string; value: number }[];
  /**
   * what a person should know of this training
   * @example []
   */
  notes: string[];
  /**
   * of everything that is left to chance
   * @example 42
   */
  seed: number;
  /**
   * whether the independent checker could confirm every claim
   * @example true
   */
  certified: boolean;
  /**
   * the task that trained it
   * @example "task_c2VjcmV0LXJhbmRvbS0x"
   */
  task_id: string;
  /**
   * what it was trained on
   * @example "ds_c2VjcmV0LXJhbmRvbS0x"
   */
  dataset_id: string;
  /**
   * of the model file, as certified
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
   */
  sha256: string;
  /**
   * of the model file
   * @example 48213
   */
  bytes: number;
  /**
   * when it was done
   * @example "2026-01-01T12:00:00.000Z"
   */
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
  /** newest first */
  data: ModelView[];
  /**
   * whether there are older ones
   * @example false
   */
  has_more: boolean;
}
