import { type SanitizeJob } from '../../../contracts/job.js';
import { type ColumnKind } from '../../../contracts/recipe.js';
import { type IssueCode } from '../../../contracts/report.js';

export type SanitizeRequest = Pick<
  SanitizeJob,
  'model_type' | 'columns' | 'target' | 'filename' | 'options' | 'limits'
>;

export const disabledRepairs = ({ options }: SanitizeRequest): ReadonlySet<IssueCode> =>
  new Set<IssueCode>(options.disabled_repairs);

export const allows = (request: SanitizeRequest, code: IssueCode): boolean => !disabledRepairs(request).has(code);

export const keeps = ({ options }: SanitizeRequest, column: string): boolean => options.keep_columns.includes(column);

export function assertedKind({ options }: SanitizeRequest, column: string): ColumnKind | null {
  return options.column_types.find((entry) => entry.column === column)?.type ?? null;
}
