import { type ColumnRole } from '../../../contracts/model-types.js';
import { type ColumnKind, type RecipeColumn } from '../../../contracts/recipe.js';
import { trim } from '../../recipe/cell-reader.js';
import { NO_FILL } from '../../recipe/fills.js';
import { FAMILY_ROLES } from '../roles/families.js';
import { type Candidate } from '../roles/candidate.js';
import { findTimeParts, type TimeParts } from '../roles/time-parts.js';
import { type ResolvedRole, resolveRoles } from '../roles/resolve.js';
import { type Dialect } from '../tokenize/dialect.js';
import { type Inference, inferReading } from '../types/infer-reading.js';
import { allows, assertedKind, type SanitizeRequest } from './options.js';

/** A column with the reading and the role that hold so far; fills and drops are decided after the scan. */
export interface ColumnPlan {
  readonly column: RecipeColumn;
  readonly roleReason: string | null;
  readonly ambiguousDate: boolean;
}

export type Values = ReadonlyMap<string, number>;

/** Plans from the values of a sample: one map (trimmed text → count) for each column. Throws as resolveRoles does. */
export function planColumns(
  names: readonly string[],
  samples: readonly Values[],
  dialect: Dialect,
  request: SanitizeRequest,
  timeParts: TimeParts | null = null,
): ColumnPlan[] {
  const parts = new Set(Object.values(timeParts ?? {}));
  const free = names.map((name, i) => infer(name, samples[i]!, dialect, request, assertedKind(request, name)));
  const roles = resolveRoles(
    names.map((name, i) => candidate(name, free[i]!, samples[i]!, parts.has(i))),
    request,
  );
  return names.map((name, i) => planColumn(name, i, roles, samples[i]!, dialect, request));
}

/** The columns whose values are the parts of one time, where a series needs a time and no column has it whole. */
export function splitTime(
  names: readonly string[],
  samples: readonly Values[],
  dialect: Dialect,
  request: SanitizeRequest,
): TimeParts | null {
  const isNamed = request.columns.some(({ role }) => role === 'time');
  if (request.model_type !== 'forecasting' || isNamed || !allows(request, 'split-time')) return null;
  const found = findTimeParts(names, samples);
  const parts = new Set(Object.values(found ?? {}));
  const hasTime = names.some((name, i) => {
    return !parts.has(i) && infer(name, samples[i]!, dialect, request, assertedKind(request, name)).kind === 'datetime';
  });
  return hasTime ? null : found;
}

/** The plan of one column again, from all values that the scan has seen. */
export function replan(plan: ColumnPlan, values: Values, dialect: Dialect, request: SanitizeRequest): ColumnPlan {
  const { name, role } = plan.column;
  const kind =
    assertedKind(request, name) ?? kindOfRole(role, request, () => infer(name, values, dialect, request, null));
  return withReading(plan, infer(name, values, dialect, request, kind), request);
}

function planColumn(
  name: string,
  i: number,
  roles: readonly ResolvedRole[],
  values: Values,
  dialect: Dialect,
  request: SanitizeRequest,
): ColumnPlan {
  const resolved = roles.find(({ column }) => column === i);
  const features = request.model_type !== null && FAMILY_ROLES[request.model_type].features;
  const named = roles.some(({ role }) => role === 'feature');
  const role = resolved?.role ?? (features && !named ? 'feature' : null);
  const kind =
    assertedKind(request, name) ?? kindOfRole(role, request, () => infer(name, values, dialect, request, null));
  const column: RecipeColumn = {
    name,
    role,
    kind: 'category',
    dropped: null,
    null_tokens: [],
    number: null,
    datetime: null,
    booleans: null,
    aliases: [],
    levels: null,
    fill: NO_FILL,
    indicator: false,
  };
  const plan = { column, roleReason: resolved?.reason ?? null, ambiguousDate: false };
  return withReading(plan, infer(name, values, dialect, request, kind), request);
}

function withReading(plan: ColumnPlan, inference: Inference, request: SanitizeRequest): ColumnPlan {
  const { ambiguousDate, ...rule } = inference;
  const tokens = allows(request, 'null-token') ? rule.null_tokens : [];
  return { ...plan, ambiguousDate, column: { ...plan.column, ...rule, null_tokens: tokens } };
}

/** The kind that a role prescribes; null: whatever the values are. */
function kindOfRole(role: ColumnRole | null, request: SanitizeRequest, free: () => Inference): ColumnKind | null {
  if (role === null || role === 'feature') return null;
  switch (role) {
    case 'target':
      return request.model_type === 'regression' ? 'number' : 'category';
    case 'rating':
    case 'value':
      return 'number';
    case 'time':
    case 'timestamp':
      return free().kind === 'datetime' ? 'datetime' : 'number';
    case 'user_id':
    case 'item_id':
    case 'series_id':
      return 'category';
  }
}

function infer(name: string, values: Values, dialect: Dialect, request: SanitizeRequest, kind: ColumnKind | null) {
  return inferReading(values, {
    name,
    decimalComma: dialect.delimiter === ';',
    nullTokens: request.options.null_tokens,
    kind,
  });
}

function candidate(name: string, { kind, null_tokens }: Inference, values: Values, isTimePart: boolean): Candidate {
  const nulls = new Set(null_tokens);
  const present = [...values].filter(([text]) => text !== '' && !nulls.has(text.toLowerCase()));
  return {
    name,
    kind,
    isTimePart,
    distinct: present.length,
    present: present.reduce((sum, [, count]) => sum + count, 0),
    // Maps keep the order of first appearance.
    isIncreasing:
      kind === 'number' && present.every(([text], i) => i === 0 || Number(text) > Number(present[i - 1]![0])),
  };
}

/** Counts the trimmed texts of each column. */
export function countValues(rows: Iterable<readonly string[]>, width: number): Map<string, number>[] {
  const columns = Array.from({ length: width }, () => new Map<string, number>());
  for (const row of rows) {
    columns.forEach((values, i) => {
      const text = trim(row[i] ?? '');
      values.set(text, (values.get(text) ?? 0) + 1);
    });
  }
  return columns;
}
