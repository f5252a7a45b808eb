import { type ColumnRole, type ModelType } from '../../../contracts/model-types.js';
import { type Candidate } from './candidate.js';
import { normalize } from './synonyms.js';

interface Found {
  readonly column: number;
  readonly reason: string;
}

/** A small table can be read by position: more columns than these cannot. */
const FEW_COLUMNS = 4;

/** The column that plays `role` by what its values look like; null where that would be a guess. */
export function roleByType(
  role: ColumnRole,
  columns: readonly Candidate[],
  free: readonly number[],
  modelType: ModelType,
  stillNeeded: readonly ColumnRole[],
): Found | null {
  const first = (test: (candidate: Candidate) => boolean, reason: string): Found | null => {
    const column = free.find((i) => test(columns[i]!));
    return column === undefined ? null : { column, reason };
  };
  const last = (test: (candidate: Candidate) => boolean, reason: string): Found | null => {
    const column = [...free].reverse().find((i) => test(columns[i]!));
    return column === undefined ? null : { column, reason };
  };
  switch (role) {
    case 'user_id':
    case 'item_id':
      return columns.length <= FEW_COLUMNS ? first(isIdLike, 'type and position') : null;
    case 'rating':
      if (stillNeeded.length > 0 || columns.length > FEW_COLUMNS) return null;
      return first(({ kind, distinct }) => kind === 'number' && distinct > 1 && distinct <= 100, 'type');
    case 'timestamp':
      return first(({ kind }) => kind === 'datetime', 'type');
    case 'target':
      return modelType === 'regression'
        ? regressionTarget(columns, free)
        : last(({ kind, distinct }) => kind !== 'text' && distinct > 1, 'last column');
    case 'time':
      return (
        first(({ kind }) => kind === 'datetime', 'type') ??
        first(
          ({ kind, isIncreasing, distinct, present }) => kind === 'number' && isIncreasing && distinct === present,
          'rising numbers',
        )
      );
    case 'value':
      return seriesValue(columns, free);
    case 'series_id':
      return first(({ kind, distinct, present }) => kind === 'category' && distinct * 2 <= present, 'type');
    case 'feature':
      return null;
  }
}

/**
 * A table of cases has its target at an end: in the last column if that holds numbers, else in the first one. Prices and
 * the like are targets wherever they stand.
 */
function regressionTarget(columns: readonly Candidate[], free: readonly number[]): Found | null {
  const isNumeric = (i: number) => columns[i]!.kind === 'number' && columns[i]!.distinct > 1;
  const priced = free.find((i) => isNumeric(i) && PRICES.has(normalize(columns[i]!.name)));
  if (priced !== undefined) return { column: priced, reason: 'name' };
  const [first, end] = [free[0], free.at(-1)];
  if (end !== undefined && isNumeric(end)) return { column: end, reason: 'last column' };
  if (first !== undefined && isNumeric(first) && !countsRows(columns[first]!)) {
    return { column: first, reason: 'first column' };
  }
  const numeric = free.filter(isNumeric).at(-1);
  return numeric === undefined ? null : { column: numeric, reason: 'last column of numbers' };
}

const PRICES = new Set(['price', 'sale_price', 'saleprice', 'sales_price', 'selling_price', 'cost', 'salary', 'wage']);

/** Behind the parts of a time comes what was measured then; else the last column of numbers is it. */
function seriesValue(columns: readonly Candidate[], free: readonly number[]): Found | null {
  const numeric = free.filter((i) => {
    const candidate = columns[i]!;
    return candidate.kind === 'number' && candidate.distinct > 1 && !candidate.isTimePart;
  });
  const lastPart = columns.findLastIndex(({ isTimePart }) => isTimePart);
  const behind = lastPart < 0 ? undefined : numeric.find((i) => i > lastPart);
  if (behind !== undefined) return { column: behind, reason: 'first column of numbers behind the time' };
  const last = numeric.at(-1);
  return last === undefined ? null : { column: last, reason: 'last column of numbers' };
}

/** Numbers that rise from row to row and never come again name the rows. */
const countsRows = ({ isIncreasing, distinct, present }: Candidate): boolean => isIncreasing && distinct === present;

const isIdLike = ({ kind, distinct }: Candidate) => distinct > 1 && (kind === 'category' || kind === 'number');
