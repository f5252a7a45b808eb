import { type SanitizeJob } from '../../../contracts/job.js';
import { type ColumnRole } from '../../../contracts/model-types.js';
import { SanitizeError } from '../errors.js';
import { roleByType } from './by-type.js';
import { type Candidate } from './candidate.js';
import { FAMILY_ROLES } from './families.js';
import { normalize, SYNONYMS } from './synonyms.js';

export interface ResolvedRole {
  readonly role: ColumnRole;
  readonly column: number;
  readonly reason: string;
}

type Request = Pick<SanitizeJob, 'model_type' | 'columns' | 'target'>;

/**
 * Who plays which role: the client's mapping first, then names, then types. Throws `missing_column` for a mapped column that
 * is not there and `ambiguous_roles` where a role that the family needs stays open.
 */
export function resolveRoles(columns: readonly Candidate[], request: Request): ResolvedRole[] {
  const resolved = clientRoles(columns, request);
  if (request.model_type === null) return resolved;
  const { needed, optional } = FAMILY_ROLES[request.model_type];
  const open = (role: ColumnRole) => !resolved.some((entry) => entry.role === role);
  const free = () => columns.map((_, i) => i).filter((i) => !resolved.some(({ column }) => column === i));
  const time = () => columns[resolved.find(({ role }) => role === 'time')?.column ?? -1];
  for (const role of [...needed, ...optional]) {
    if (!open(role) || (role === 'series_id' && isUnique(time()))) continue;
    const column = byName(columns, free(), role);
    if (column !== undefined) resolved.push({ role, column, reason: 'name' });
  }
  for (const role of [...needed, ...optional]) {
    if (!open(role) || (role === 'series_id' && isUnique(time()))) continue;
    const found = roleByType(role, columns, free(), request.model_type, needed.filter(open));
    if (found) resolved.push({ role, ...found });
  }
  const missing = needed.filter(open);
  if (missing.length > 0) throw ambiguous(missing, columns);
  return resolved;
}

function clientRoles(columns: readonly Candidate[], { columns: mapping, target, model_type }: Request): ResolvedRole[] {
  const wanted = [...mapping];
  const aim = targetRole(model_type);
  if (target !== null && !mapping.some(({ role }) => role === aim)) wanted.push({ role: aim, column: target });
  return wanted.map(({ role, column }) => ({ role, column: findColumn(columns, column), reason: 'client' }));
}

/** What a family predicts is its target, whatever its own name for it. */
function targetRole(modelType: Request['model_type']): ColumnRole {
  return modelType === 'forecasting' ? 'value' : modelType === 'recommendation' ? 'rating' : 'target';
}

/** Exact name, else the only one that is equal up to case and white space. */
function findColumn(columns: readonly Candidate[], name: string): number {
  const exact = columns.findIndex((column) => column.name === name);
  if (exact >= 0) return exact;
  const fold = (text: string) => text.trim().toLowerCase();
  const close = columns.flatMap((column, i) => (fold(column.name) === fold(name) ? [i] : []));
  if (close.length === 1) return close[0]!;
  throw new SanitizeError(
    'missing_column',
    `there is no column ${JSON.stringify(name)}`,
    `The columns are: ${listNames(columns)}.`,
  );
}

function byName(columns: readonly Candidate[], free: readonly number[], role: ColumnRole): number | undefined {
  const known = SYNONYMS.find(([name]) => name === role)?.[1] ?? [];
  // Beside the parts of a time stand measurements: a name that is one of them says nothing of which is meant.
  const names = role === 'value' && columns.some(({ isTimePart }) => isTimePart) ? known.slice(0, PLAIN_VALUES) : known;
  for (const name of names) {
    const column = free.find((i) => {
      const normal = normalize(columns[i]!.name);
      return normal === name || normal.replaceAll('_', '') === name.replaceAll('_', '');
    });
    if (column !== undefined && suits(columns[column]!, role)) return column;
  }
  return undefined;
}

/** names at the head of their list that mean the value and nothing else */
const PLAIN_VALUES = 4;

/** Points in time that do not come again leave no room for a second series. */
const isUnique = (time: Candidate | undefined): boolean => time !== undefined && time.distinct === time.present;

function suits({ kind, isIncreasing, distinct, present }: Candidate, role: ColumnRole): boolean {
  if (role === 'rating' || role === 'value') return kind === 'number';
  // A month or a day alone, 1 to 12 over and over, is a part of a date.
  if (role === 'time') return kind === 'datetime' || (kind === 'number' && isIncreasing && distinct * 2 > present);
  return true;
}

function ambiguous(missing: readonly ColumnRole[], columns: readonly Candidate[]): SanitizeError {
  const roles = missing.join(' and ');
  return new SanitizeError(
    'ambiguous_roles',
    `no column could be told to be ${roles}`,
    `Name it in the request, as {"${missing[0]}": "<column>"}. The columns are: ${listNames(columns)}.`,
  );
}

export function listNames(columns: readonly { readonly name: string }[]): string {
  const shown = columns.slice(0, 50).map(({ name }) => JSON.stringify(name.slice(0, 100)));
  return shown.join(', ') + (columns.length > 50 ? ` and ${columns.length - 50} more` : '');
}
