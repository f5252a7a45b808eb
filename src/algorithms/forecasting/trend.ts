/** Level and trend of one component: what its season adds is the rest of its mean. */
export interface Trend {
  readonly level: number;
  readonly trend: Float64Array;
  readonly isSeasonal: boolean;
}
