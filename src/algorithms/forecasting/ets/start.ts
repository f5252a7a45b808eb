import { adjust, seasonalIndices } from '../seasonality/decomposition.js';
import { type EtsSpecification } from './specification.js';
import { type EtsState } from './state.js';

const LINE_LENGTH = 10;

/**
 * Where the search for the initial state begins (Hyndman et al. 2008, 2.6.1): seasonal indices of the classical
 * decomposition, level and slope of a line through the first ten adjusted observations.
 */
export function startingState(y: Float64Array, { trend, season, error }: EtsSpecification, period: number): EtsState {
  const form = season === 'M' ? 'multiplicative' : 'additive';
  const indices = season === 'N' ? new Float64Array(1) : seasonalIndices(y, period, form);
  const adjusted = season === 'N' ? y : adjust(y, indices, form);
  const count = Math.min(Math.max(LINE_LENGTH, 2 * period), y.length);
  const [intercept, slope] = line(adjusted.subarray(0, count));
  const first =
    trend === 'N' ? adjusted.subarray(0, count).reduce((total, value) => total + value, 0) / count : intercept;
  const smallest = adjusted.reduce((least, value) => Math.min(least, value), Infinity);
  // A multiplicative model has to start inside of its domain, the positive numbers.
  const isPositive = error === 'M' || season === 'M';
  const level = isPositive ? Math.max(first, smallest / 2) : first;
  return { level, slope: trend === 'N' ? 0 : isPositive && level + slope <= 0 ? 0 : slope, season: indices };
}

/** Least-squares line through (1, y₁), (2, y₂), …: its value at 0 and its slope. */
export function line(y: Float64Array): readonly [intercept: number, slope: number] {
  const n = y.length;
  const middle = (n + 1) / 2;
  let [total, cross, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    total += y[i]!;
    cross += (i + 1 - middle) * y[i]!;
    squares += (i + 1 - middle) * (i + 1 - middle);
  }
  const slope = squares > 0 ? cross / squares : 0;
  return [total / n - slope * middle, slope];
}
