import type { Model } from '../model.entity.js';

export class VersionView {
  /**
   * of the name
   * @example 2
   */
  version: number;
  /**
   * addresses this version for good
   * @example "mdl_c2VjcmV0LXJhbmRvbS0x"
   */
  model_id: string;
  /**
   * that it was fitted by
   * @example "als"
   */
  algorithm: string;
  /**
   * the metric that the family puts first, on held-out rows
   * @example "rmse"
   */
  metric: string | null;
  /**
   * of that metric
   * @example 1.18
   */
  value: number | null;
  /**
   * whether the independent checker could confirm every claim
   * @example true
   */
  certified: boolean;
  /**
   * what it was trained on
   * @example "ds_c2VjcmV0LXJhbmRvbS0x"
   */
  dataset_id: string;
  /**
   * when it was done
   * @example "2026-01-01T12:00:00.000Z"
   */
  created_at: string;

  static of({ version, id, algorithm, result, certified, datasetId, createdAt }: Model): VersionView {
    const metric = result.metrics[0];
    return {
      version,
      model_id: id,
      algorithm,
      metric: metric?.name ?? null,
      value: metric?.value ?? null,
      certified,
      dataset_id: datasetId,
      created_at: createdAt.toISOString(),
    };
  }
}

export class VersionPage {
  /** newest first */
  data: VersionView[];
  /**
   * whether there are older ones
   * @example false
   */
  has_more: boolean;
}
