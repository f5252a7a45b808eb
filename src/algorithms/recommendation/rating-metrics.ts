import { mean } from '../math/index.js';

export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly standardError: number | null;
}

/** Root of the mean squared error (its standard error by the delta method) and mean absolute error, over all pairs. */
export function ratingErrors(actual: Float64Array, predicted: Float64Array): Measured[] {
  const squares = actual.map((rating, p) => (rating - predicted[p]!) * (rating - predicted[p]!));
  const absolutes = actual.map((rating, p) => Math.abs(rating - predicted[p]!));
  const rmse = Math.sqrt(mean(squares));
  return [
    { name: 'rmse', value: rmse, standardError: rmse > 0 ? standardError(squares) / (2 * rmse) : 0 },
    { name: 'mae', value: mean(absolutes), standardError: standardError(absolutes) },
  ];
}

/** Standard error of the mean of independent values; 0 for fewer than two. */
export function standardError(values: Float64Array): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) * (value - centre));
  return Math.sqrt(mean(squares) / (values.length - 1));
}
