import { type TensorLike } from '../contract.js';
import { float64Tensor, vector } from './tensors.js';

/**
 * Prediction intervals prediction ± radius: split conformal (Lei et al., JASA 113, 2018) on residuals of left-out rows. A
 * new row like these falls inside with at least the level's probability, up to the error of cross-fitting.
 */
export interface Intervals {
  /** ascending probabilities */
  readonly levels: Float64Array;
  /** in the unit of the target */
  readonly radii: Float64Array;
}

export const INTERVAL_LEVELS = Float64Array.of(0.5, 0.8, 0.9, 0.95);

/** The ⌈(n + 1)·level⌉-th smallest absolute residual; the largest where n is too small for the level. Null without rows. */
export function conformalIntervals(residuals: Float64Array): Intervals | null {
  if (residuals.length === 0) return null;
  const sorted = residuals.map((r) => Math.abs(r)).sort();
  const radii = INTERVAL_LEVELS.map((level) => {
    const rank = Math.ceil((sorted.length + 1) * level);
    return sorted[Math.min(rank, sorted.length) - 1]!;
  });
  return { levels: INTERVAL_LEVELS, radii };
}

/** `interval.level`, `interval.radius` F64 [levels]; absent where too few rows were left out. */
export const intervalsToTensors = ({ levels, radii }: Intervals): [string, TensorLike][] => [
  ['interval.level', vector(levels)],
  ['interval.radius', vector(radii)],
];

export function intervalsFromTensors(tensors: ReadonlyMap<string, TensorLike>): Intervals | null {
  if (!tensors.has('interval.level')) return null;
  return { levels: float64Tensor(tensors, 'interval.level'), radii: float64Tensor(tensors, 'interval.radius') };
}
