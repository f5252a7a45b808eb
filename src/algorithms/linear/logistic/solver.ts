import { DataError, type FitContext } from '../../contract.js';
import { dot } from '../design.js';
import { newtonDirection, proximalDirection } from './direction.js';
import { evaluate, gradient, type LogisticProblem } from './problem.js';

const MOST_STEPS = 200;
/** A predicted decrease below this share of the objective is within its rounding. */
const RELATIVE_DECREASE = 1e-13;
const SUFFICIENT = 1e-4;
const SHORTEST = 1e-10;

/**
 * Newton's method (l1 = 0) or proximal Newton (Lee, Sun & Saunders, SIAM J. Optim. 24, 2014) with backtracking. It ends
 * with a full step whose predicted decrease is below the objective's rounding: convergence there is quadratic, so that
 * the gradient left behind is at the level of rounding too. Throws DataError if it does not converge.
 */
export function minimize(problem: LogisticProblem, l1: number, onProgress: FitContext['onProgress']): Float64Array {
  let theta = new Float64Array(problem.size);
  const penalty = (point: Float64Array) => {
    let absolute = 0;
    if (l1 > 0) for (let j = 0; j < problem.weightCount; j++) absolute += Math.abs(point[j]!);
    return l1 * absolute;
  };
  let current = evaluate(problem, theta);
  for (let step = 0; step < MOST_STEPS; step++) {
    const slope = gradient(problem, theta, current.probabilities);
    const direction =
      l1 > 0
        ? proximalDirection(problem, current.probabilities, slope, theta, l1)
        : newtonDirection(problem, current.probabilities, slope);
    const full = theta.map((value, j) => value + direction[j]!);
    const decrease = penalty(theta) - penalty(full) - dot(slope, direction);
    const objective = current.objective + penalty(theta);
    onProgress?.(1 - 1 / (step + 2), `Newton step ${step + 1}`, [{ name: 'objective', value: objective }]);
    if (decrease <= RELATIVE_DECREASE * objective) return full;
    for (let length = 1; ; length /= 2) {
      if (length < SHORTEST) return theta;
      const next = theta.map((value, j) => value + length * direction[j]!);
      const reached = evaluate(problem, next);
      if (reached.objective + penalty(next) <= objective - SUFFICIENT * length * decrease) {
        theta = next;
        current = reached;
        break;
      }
    }
  }
  throw new DataError('not_converged', 'The logistic regression did not converge.', 'Raise the penalty.');
}
