import { type SanitizeJob } from '../../../contracts/job.js';
import { type ColumnKind } from '../../../contracts/recipe.js';
import { type IssueCode } from '../../../contracts/report.js';

export type SanitizeRequest = Pick<
  SanitizeJob,
  'model_type' | 'columns' | 'target' | 'filename' | 'options' | 'limits'
>;

export const allows = ({ options }: SanitizeRequest, code: IssueCode): boolean =>
  !options.disabled_repairs.includes(code);

export const keeps = ({ options }: SanitizeRequest, column: string): boolean => options.keep_columns.includes(column);

export function assertedKind({ options }: SanitizeRequest, column: string): ColumnKind | null {
  return options.column_types.find((entry) => entry.column === column)?.type ?? null;
}
