import { type Check } from '../../../contracts/check.js';
import { factorize, solve } from '../cholesky.js';
import { Replay } from '../random.js';
import { distance, norm } from '../vectors.js';
import { backward, gap } from '../verdict.js';

/** Multiplications up to which a whole training is replayed: about two seconds. */
const REPLAY_BUDGET = 2e9;

export type SideName = 'users' | 'items';

/** (AᵀA + Λ)z = Aᵀt of one row; of the symmetric matrix the lower triangle counts. */
export interface NormalEquations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Alternating least squares: with one side held, every row of the other minimizes a quadratic of its own. */
export interface Alternation {
  readonly width: number;
  /** rows × width of each side */
  readonly users: Float64Array;
  readonly items: Float64Array;
  /** The equations of the rows of one side, as the other side stands now. */
  equations(side: SideName): (row: number) => NormalEquations;
}

/** The items were solved last, so that they must satisfy their equations; the users' residual tells how far it converged. */
export function checkAlternation(model: Alternation, scope: string, work: number, retrain: () => Alternation): Check[] {
  const users = worstResidual(model, 'users').toPrecision(3);
  const implies = 'with the users held, no other rows of the items have a smaller loss';
  const about = `${scope}; the users, solved one half-sweep before, are at ${users}`;
  const checks = [backward({ id: 'items_stationary', scope: about, implies }, worstResidual(model, 'items'))];
  if (work > REPLAY_BUDGET) return checks;
  const replayed = retrain().items;
  const difference = distance(model.items, replayed) / Math.max(norm(replayed), Number.MIN_VALUE);
  const ends = 'alternating from the seed as often as the rule says ends at these items: nothing stopped early';
  return [...checks, gap({ id: 'replay', scope, implies: ends }, difference)];
}

/** max over rows of ‖Mz − b‖ / (‖M‖_F‖z‖ + ‖b‖): the backward error of Rigal & Gaches (JACM 14, 1967) */
function worstResidual(model: Alternation, side: SideName): number {
  const { width } = model;
  const equationsOf = model.equations(side);
  let worst = 0;
  for (let row = 0; row * width < model[side].length; row++) {
    const z = model[side].subarray(row * width, (row + 1) * width);
    const { matrix, right } = equationsOf(row);
    const left = right.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += matrix[Math.max(i, j) * width + Math.min(i, j)]! * z[j]!;
      return sum;
    });
    const scale = norm(matrix) * norm(z) + norm(right);
    // Math.max keeps a NaN.
    worst = Math.max(worst, distance(left, right) / Math.max(scale, Number.MIN_VALUE));
  }
  return worst;
}

/** One half-sweep. */
export function solveSide(model: Alternation, side: SideName): void {
  const { width } = model;
  const equationsOf = model.equations(side);
  for (let row = 0; row * width < model[side].length; row++) {
    const { matrix, right } = equationsOf(row);
    model[side].set(factorize(matrix, width) ? solve(matrix, width, right) : right.fill(NaN), row * width);
  }
}

/** M += w·yyᵀ (lower triangle) */
export function addOuter(matrix: Float64Array, y: Float64Array, weight: number): void {
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j <= i; j++) matrix[i * y.length + j]! += weight * y[i]! * y[j]!;
  }
}

/** Factors at the start: 0.1·(the sum of four uniforms − 2), in order. */
export function bell(seed: number, purpose: string): () => number {
  const random = new Replay(seed, purpose);
  return () => 0.1 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2);
}

/** s(n) of the ridge λ·s(n), Zhou et al. (AAIM 2008) and Rendle et al. (RecSys 2022) */
export const ridgeScale = (scaling: string, n: number): number =>
  scaling === 'linear' ? Math.max(1, n) : scaling === 'sqrt' ? Math.sqrt(Math.max(1, n)) : 1;
