import { factorizeCholesky, solveCholesky } from '../../linalg/cholesky.js';
import { dot } from '../design.js';
import { hessian, hessianDiagonal, hessianProduct } from './hessian.js';
import { type LogisticProblem } from './problem.js';

/** Up to this many variables the Newton system is factorized; above, conjugate gradients need no matrix. */
export const LARGEST_DENSE = 800;
const INNER_TOLERANCE = 1e-3;
const MOST_SWEEPS = 1000;

/** Minimizer d of gᵀd + ½dᵀHd. */
export function newtonDirection(
  problem: LogisticProblem,
  probabilities: readonly Float64Array[],
  slope: Float64Array,
): Float64Array {
  const negative = slope.map((g) => -g);
  if (problem.size <= LARGEST_DENSE) {
    const factor = hessian(problem, probabilities);
    if (factorizeCholesky(factor, problem.size)) {
      solveCholesky(factor, problem.size, negative);
      return negative;
    }
  }
  return conjugateGradients(
    (v) => hessianProduct(problem, probabilities, v),
    hessianDiagonal(problem, probabilities),
    negative,
  );
}

/**
 * Approximate minimizer of gᵀd + ½dᵀHd + l1·‖w + d‖₁ (w the first `weightCount` variables) by coordinate descent, warm at
 * 0: the step of the proximal Newton method. Ends when a sweep moves the model by under a thousandth of its first sweep.
 */
export function proximalDirection(
  problem: LogisticProblem,
  probabilities: readonly Float64Array[],
  slope: Float64Array,
  theta: Float64Array,
  l1: number,
): Float64Array {
  const { size, weightCount } = problem;
  const matrix = hessian(problem, probabilities);
  const direction = new Float64Array(size);
  const descent = slope.map((g) => -g);
  let first = 0;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < size; j++) {
      const curvature = matrix[j * size + j]!;
      if (!(curvature > 0)) continue;
      const current = theta[j]! + direction[j]!;
      const raw = descent[j]! + curvature * current;
      const threshold = j < weightCount ? l1 : 0;
      const next =
        raw > threshold ? (raw - threshold) / curvature : raw < -threshold ? (raw + threshold) / curvature : 0;
      const step = next - current;
      if (step === 0) continue;
      direction[j]! += step;
      for (let i = 0; i < size; i++) descent[i]! -= step * matrix[j * size + i]!;
      moved = Math.max(moved, step * step * curvature);
    }
    if (sweep === 0) first = moved;
    if (moved <= first * INNER_TOLERANCE * INNER_TOLERANCE) break;
  }
  return direction;
}

/**
 * A x = b for a positive definite operator (Hestenes & Stiefel 1952), to a residual of 1e-10 of b, preconditioned by the diagonal
 * of A (Jacobi): a level of three rows and one of a million curve very differently.
 */
function conjugateGradients(
  apply: (v: Float64Array) => Float64Array,
  diagonal: Float64Array,
  b: Float64Array,
): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const scaled = new Float64Array(b.length);
  const precondition = () => residual.forEach((r, i) => (scaled[i] = diagonal[i]! > 0 ? r / diagonal[i]! : r));
  precondition();
  const direction = scaled.slice();
  let squares = dot(residual, scaled);
  const enough = dot(b, b) * 1e-20;
  for (let step = 0; step < 2 * b.length && dot(residual, residual) > enough; step++) {
    const image = apply(direction);
    const length = squares / dot(direction, image);
    for (let i = 0; i < b.length; i++) {
      x[i]! += length * direction[i]!;
      residual[i]! -= length * image[i]!;
    }
    precondition();
    const next = dot(residual, scaled);
    for (let i = 0; i < b.length; i++) direction[i] = scaled[i]! + (next / squares) * direction[i]!;
    squares = next;
  }
  return x;
}
