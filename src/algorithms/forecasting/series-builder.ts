import { DataError } from '../contract.js';
import { type TimeGrid, positionOf } from './time-grid.js';

/** One evenly spaced series: `values[i]` was observed at index `start + i` of the grid. */
export interface GriddedSeries {
  readonly id: string;
  readonly start: number;
  readonly values: Float64Array;
  /** observations that were interpolated */
  readonly filled: number;
}

/** Above this share a series of gaps says little about what it bridges. */
const MOST_FILLED = 0.3;

/**
 * Puts observations on the grid. Missing values at either end are left out, gaps inside are bridged by straight lines
 * and counted. Null where nothing is left. Throws DataError `duplicate_time` for two observations of one time and
 * `too_many_gaps` where more than 30 % would be made up.
 */
export function gridSeries(
  id: string,
  times: ArrayLike<number>,
  observed: ArrayLike<number>,
  grid: TimeGrid,
): GriddedSeries | null {
  const byIndex = new Map<number, number>();
  const seen = new Set<number>();
  for (let i = 0; i < times.length; i++) {
    const index = Math.round(positionOf(grid, times[i]!));
    if (seen.has(index))
      throw new DataError(
        'duplicate_time',
        `Series ${JSON.stringify(id)} has two rows for one time.`,
        'Aggregate them to one value, or name the column that tells the series apart (series_id).',
      );
    seen.add(index);
    if (Number.isFinite(observed[i]!)) byIndex.set(index, observed[i]!);
  }
  if (byIndex.size === 0) return null;
  const indices = Float64Array.from(byIndex.keys()).sort();
  const start = indices[0]!;
  const length = indices[indices.length - 1]! - start + 1;
  const filled = length - indices.length;
  if (filled > MOST_FILLED * length)
    throw new DataError(
      'too_many_gaps',
      `Series ${JSON.stringify(id)} has values for ${indices.length} of ${length} times; at most 30 % may be missing.`,
      'Aggregate to a coarser spacing, or leave the sparse series out.',
    );
  const values = new Float64Array(length);
  for (let i = 0; i < indices.length; i++) {
    const [from, to] = [indices[i]!, indices[i + 1] ?? indices[i]! + 1];
    const [left, right] = [byIndex.get(from)!, byIndex.get(to) ?? 0];
    values[from - start] = left;
    for (let at = from + 1; at < to; at++) values[at - start] = left + ((right - left) * (at - from)) / (to - from);
  }
  return { id, start, values, filled };
}
