import { type DropReason } from '../../../contracts/recipe.js';
import { FAMILY_ROLES } from '../roles/families.js';
import { type ColumnPlan } from './column-plan.js';
import { type ColumnStatistics } from './column-statistics.js';
import { allows, keeps, type SanitizeRequest } from './options.js';

/** share of missing cells above which nothing can be learned from a column */
const MOSTLY_MISSING = 0.95;
/** rows below which a column of distinct values proves nothing */
const MIN_ROWS = 20;
const ID_NAME = /(^|[^a-z])(id|ids|idx|index|row|no|nr|num|number|uuid|guid|key|code|unnamed: 0)$|Id$|ID$/i;

/** Why the column is no part of the clean table, null if it is. Without a model type only empty columns go. */
export function dropReason(
  plan: ColumnPlan,
  statistics: ColumnStatistics,
  isNamed: boolean,
  request: SanitizeRequest,
): DropReason | null {
  const { role, name } = plan.column;
  if (keeps(request, name)) return null;
  const reason = reasonOf(plan, statistics, isNamed, request);
  if (reason === null || (role !== null && role !== 'feature')) return null;
  return allows(request, reason) ? reason : null;
}

function reasonOf(
  { column }: ColumnPlan,
  statistics: ColumnStatistics,
  isNamed: boolean,
  { model_type }: SanitizeRequest,
): DropReason | null {
  if (model_type !== null && column.role === null) return 'no-role';
  const { present, missing, rows } = statistics;
  if (present === 0) return 'empty-column';
  if (model_type === null || !FAMILY_ROLES[model_type].features) return null;
  if (missing / rows > MOSTLY_MISSING) return 'mostly-missing';
  if (column.kind === 'text') return 'free-text';
  if (statistics.distinct === 1 && missing / rows < 1 - MOSTLY_MISSING) return 'constant-column';
  return isIdentifier(column.name, column.kind, statistics, isNamed) ? 'identifier-column' : null;
}

function isIdentifier(name: string, kind: string, statistics: ColumnStatistics, isNamed: boolean): boolean {
  const { present, distinct, integers, isSequence } = statistics;
  if (present < MIN_ROWS) return false;
  if (kind === 'category') return distinct > 30 && distinct > present / 2;
  if (kind !== 'number' || integers < present) return false;
  if (isSequence) return true;
  const manyDistinct = distinct >= 0.9 * Math.min(present, statistics.maxDistinct);
  const large = statistics.max > 100 * present;
  return manyDistinct && ((isNamed && ID_NAME.test(name)) || (!isNamed && large));
}
