import { type CesForm } from './ces/form.js';
import { type BlockState } from './ces/block.js';
import { type EtsSpecification } from './ets/specification.js';
import { type EtsState, type Smoothing } from './ets/state.js';
import { type SeasonalForm } from './seasonality/decomposition.js';

/** One recursion fitted to one series: what every method here consists of. */
export type Component = SmoothingComponent | ComplexComponent;

/**
 * Exponential smoothing. A forecast h steps after the last observation is
 *
 *     c(n + h − 1) ∘ (ŷ_{n+h} + drift.offset + drift.step · (h − 1))
 *
 * with ŷ of the recursion continued without errors and c(t) the fixed seasonal index of observation t (counted from
 * 0) that was taken out before the recursion was fitted: ∘ is + or ×, or nothing.
 */
export interface SmoothingComponent {
  readonly kind: 'smoothing';
  readonly specification: EtsSpecification;
  readonly smoothing: Smoothing;
  readonly start: EtsState;
  readonly end: EtsState;
  readonly variance: number;
  readonly drift: Drift;
  readonly adjustment: Adjustment | null;
}

/** Complex exponential smoothing, see ces/. */
export interface ComplexComponent {
  readonly kind: 'complex';
  readonly form: CesForm;
  /** a₀, a₁, then b₀ of a partial, b₀, b₁ of a full season */
  readonly parameters: Float64Array;
  /** of each block of the form */
  readonly start: readonly BlockState[];
  readonly end: readonly BlockState[];
  readonly variance: number;
}

export interface Drift {
  readonly offset: number;
  readonly step: number;
}

export interface Adjustment {
  readonly form: SeasonalForm;
  readonly indices: Float64Array;
}

export interface SeriesModel {
  /** number of observations it was fitted to */
  readonly length: number;
  /** the forecast is the mean of theirs */
  readonly components: readonly Component[];
}

export const NO_DRIFT: Drift = { offset: 0, step: 0 };
