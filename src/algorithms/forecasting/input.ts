import { DataError, type SeriesData } from '../contract.js';

/** At least one series, each with at least one finite value; a positive integer period. Throws DataError. */
export function assertSeries({ series, period }: SeriesData): void {
  if (series.length === 0) throw new DataError('no_series', 'There is no series.');
  if (!Number.isInteger(period) || period < 1)
    throw new DataError('bad_period', `A season of ${period} observations is not a positive whole number.`);
  for (const { id, values } of series) {
    if (values.length === 0) throw new DataError('empty_series', `Series ${id} has no observation.`);
    if (!values.every(Number.isFinite))
      throw new DataError('not_finite', `Series ${id} holds a missing or infinite value.`);
  }
}
