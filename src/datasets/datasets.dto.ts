import type { Dataset } from './dataset.entity.js';

export class DatasetView {
  /** @example "ds_c2VjcmV0LXJhbmRvbS0x" */
  id: string;
  /** @example "ratings.csv" */
  filename: string;
  bytes: number;
  /** of the upload, byte for byte */
  sha256: string;
  /** whether a quality report can be read */
  has_report: boolean;
  created_at: string;

  static of(dataset: Dataset): DatasetView {
    return {
      id: dataset.id,
      filename: dataset.filename,
      bytes: dataset.bytes,
      sha256: dataset.sha256,
      has_report: dataset.reportTaskId !== null,
      created_at: dataset.createdAt.toISOString(),
    };
  }
}

export class DatasetPage {
  data: DatasetView[];
  has_more: boolean;
}
