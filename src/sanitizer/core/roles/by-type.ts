import { type ColumnRole, type ModelType } from '../../../contracts/model-types.js';
import { type Candidate } from './candidate.js';

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
        ? last(({ kind }) => kind === 'number', 'last column of numbers')
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
      return last(({ kind, distinct }) => kind === 'number' && distinct > 1, 'last column of numbers');
    case 'series_id':
      return first(({ kind, distinct, present }) => kind === 'category' && distinct * 2 <= present, 'type');
    case 'feature':
      return null;
  }
}

const isIdLike = ({ kind, distinct }: Candidate) => distinct > 1 && (kind === 'category' || kind === 'number');
