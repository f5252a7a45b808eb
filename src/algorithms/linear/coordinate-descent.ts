import { DataError } from '../contract.js';
import { type CentredProblem } from './centred.js';
import { dot } from './design.js';

const RELATIVE_GAP = 1e-8;
const PASSES_PER_ROUND = 200;
const MOST_ROUNDS = 500;

export interface ElasticNetSolution {
  readonly weights: Float64Array;
  /** duality gap / objective, from residuals of the data */
  readonly gap: number;
  readonly passes: number;
}

/**
 * Cyclic coordinate descent with covariance updates: `descent` = Z_cᵀr − l2·w follows each step through the Gram matrix,
 * and is computed afresh from the data once a round, where the gap is judged too. Throws DataError if it does not converge.
 */
export function coordinateDescent(problem: CentredProblem, l1: number, l2: number): ElasticNetSolution {
  const weights = new Float64Array(problem.columns);
  let passes = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const residual = problem.residual(weights);
    const descent = problem.correlation(residual).map((c, j) => c - l2 * weights[j]!);
    const gap = relativeGap(problem, weights, residual, descent, l1, l2);
    if (gap <= RELATIVE_GAP) return { weights, gap, passes };
    passes += runPasses(problem, weights, descent, l1, l2);
  }
  throw new DataError('not_converged', 'The elastic net did not converge on these columns.', 'Raise alpha.');
}

/** Runs over all coordinates, then over the nonzero ones until these are settled; returns the number of passes. */
function runPasses(problem: CentredProblem, weights: Float64Array, descent: Float64Array, l1: number, l2: number) {
  const everything = Int32Array.from(weights, (_, j) => j);
  const threshold = sweep(problem, weights, descent, l1, l2, everything) * 1e-3;
  for (let pass = 1; pass < PASSES_PER_ROUND; pass++) {
    const active = everything.filter((j) => weights[j] !== 0);
    const change = sweep(problem, weights, descent, l1, l2, active);
    if (change <= threshold) return pass + 1;
  }
  return PASSES_PER_ROUND;
}

/** One update of each listed coordinate; returns the largest change of the objective's square root that one made. */
function sweep(
  { columns, gram }: CentredProblem,
  weights: Float64Array,
  descent: Float64Array,
  l1: number,
  l2: number,
  coordinates: Int32Array,
): number {
  let largest = 0;
  for (const j of coordinates) {
    const curvature = gram[j * columns + j]! + l2;
    // A constant column cannot change the fit.
    if (!(curvature > 0)) continue;
    const old = weights[j]!;
    const raw = descent[j]! + curvature * old;
    const next = raw > l1 ? (raw - l1) / curvature : raw < -l1 ? (raw + l1) / curvature : 0;
    const step = next - old;
    if (step === 0) continue;
    weights[j] = next;
    const row = j * columns;
    for (let i = 0; i < columns; i++) descent[i]! -= step * gram[row + i]!;
    descent[j]! -= step * l2;
    largest = Math.max(largest, Math.abs(step) * Math.sqrt(curvature));
  }
  return largest;
}

/** With s = min(1, l1/‖Z_cᵀr − l2 w‖∞): P − D, D = s·yᵀr − ½s²(‖r‖² + l2‖w‖²), over P. */
function relativeGap(
  problem: CentredProblem,
  weights: Float64Array,
  residual: Float64Array,
  descent: Float64Array,
  l1: number,
  l2: number,
): number {
  const largest = descent.reduce((max, c) => Math.max(max, Math.abs(c)), 0);
  const s = largest > l1 ? l1 / largest : 1;
  const quadratic = dot(residual, residual) + l2 * dot(weights, weights);
  const absolute = weights.reduce((sum, w) => sum + Math.abs(w), 0);
  const primal = quadratic / 2 + l1 * absolute;
  const dual = s * problem.targetProduct(residual) - (s * s * quadratic) / 2;
  // Below this the objective itself is rounding of the target: the fit is exact.
  if (primal <= 1e-24 * problem.targetSquares) return 0;
  return (primal - dual) / primal;
}
