import { type Fill, type RecipeColumn } from '../../contracts/recipe.js';
import { type TableColumn } from '../../contracts/table.js';

export const NO_FILL: Fill = { kind: 'none', value: null };

/** Median of the values; of an even number of them, the lower of the two middle ones, so that it is a value that occurs. */
export function lowerMedian(values: Float64Array): number | null {
  if (values.length === 0) return null;
  return values.slice().sort()[(values.length - 1) >> 1]!;
}

/** What stands for a missing cell, from the rows given; ties between modes go to the level that appeared first. */
export function learnFill(column: TableColumn, rows: Uint32Array): Fill {
  if ('codes' in column) {
    const counts = new Uint32Array(column.levels.length);
    for (const row of rows) if (column.codes[row]! >= 0) counts[column.codes[row]!]!++;
    const best = indexOfLargest(counts);
    return best < 0 ? NO_FILL : { kind: 'mode', value: column.levels[best]! };
  }
  const present = Float64Array.from(rows, (row) => column.values[row]!).filter((value) => !Number.isNaN(value));
  if (column.kind === 'boolean') return booleanMode(present);
  const median = lowerMedian(present);
  return median === null ? NO_FILL : { kind: 'median', value: median };
}

export function booleanMode(values: Float64Array): Fill {
  if (values.length === 0) return NO_FILL;
  const ones = values.reduce((sum, value) => sum + value, 0);
  return { kind: 'mode', value: 2 * ones > values.length ? 1 : 0 };
}

/** Roles whose missing cells are never made up: the row is set aside, or the method bridges the gap itself. */
export function isFilled(column: Pick<RecipeColumn, 'role' | 'kind'>): boolean {
  if (column.kind === 'text') return false;
  return column.role === null || column.role === 'feature' || column.role === 'rating';
}

function indexOfLargest(counts: Uint32Array): number {
  let best = -1;
  counts.forEach((count, i) => {
    if (count > 0 && (best < 0 || count > counts[best]!)) best = i;
  });
  return best;
}
