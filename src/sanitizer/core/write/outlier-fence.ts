import { type ColumnStatistics } from '../scan/column-statistics.js';

/** Values outside of it lie far from the rest. */
export interface Fence {
  readonly low: number;
  readonly high: number;
}

/** values beyond the quartiles by this many interquartile ranges (Tukey's outer fences) */
const REACH = 3;
const MIN_VALUES = 20;

/** Null where no value can be told to be an outlier, or none lies outside. */
export function outlierFence(statistics: ColumnStatistics): Fence | null {
  const { decoder, present, min, max } = statistics;
  if (decoder.column.kind !== 'number' || present < MIN_VALUES) return null;
  const [low, high] = [statistics.quantile(0.25)!, statistics.quantile(0.75)!];
  const reach = REACH * (high - low);
  const fence = { low: low - reach, high: high + reach };
  return reach > 0 && (min < fence.low || max > fence.high) ? fence : null;
}
