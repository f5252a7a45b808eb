/** Smoothing parameters; those that a specification does not have are 0, an undamped trend has φ = 1. */
export interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/**
 * State of the recursion before an observation: `season[i]` belongs to the observation i steps ahead (length 1
 * without a season).
 */
export interface EtsState {
  readonly level: number;
  readonly slope: number;
  readonly season: Float64Array;
}
