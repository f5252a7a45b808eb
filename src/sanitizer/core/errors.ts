import { type QualityReport } from '../../contracts/report.js';

export type SanitizeErrorCode =
  | 'empty_table'
  | 'not_a_table'
  | 'unsupported_format'
  | 'corrupt_archive'
  | 'decompression_limit'
  | 'field_too_large'
  | 'too_many_columns'
  | 'too_many_rows'
  | 'too_few_rows'
  | 'missing_column'
  | 'ambiguous_roles';

/** Why no clean table can be had, in words that a client understands. `report` is there once the file was parsed. */
export class SanitizeError extends Error {
  override readonly name = 'SanitizeError';
  constructor(
    readonly code: SanitizeErrorCode,
    message: string,
    readonly hint?: string,
    readonly report?: QualityReport,
  ) {
    super(message);
  }
}
