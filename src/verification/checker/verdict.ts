import { type Check } from '../../contracts/check.js';

/** Tolerances of the three classes: see "Tolerances" in the README's chapter on verification. */
export const BACKWARD_TOLERANCE = 1e-10;
export const GAP_TOLERANCE = 1e-6;

/** Where a check looked and what follows from it. */
export interface Statement {
  readonly id: string;
  readonly scope: string;
  readonly implies: string;
}

/** Holds when nothing differs; `differences` is a count. */
export const exact = (statement: Statement, differences: number): Check => ({
  ...statement,
  class: 'EXACT',
  value: differences,
  tol: 0,
  verdict: differences === 0 ? 'PASS' : 'FAIL',
});

/** A residual, scaled by what it is a residual of. `floor`: the rounding error of the residual's own evaluation. */
export const backward = (statement: Statement, residual: number, floor = 0): Check =>
  bounded(statement, 'BACKWARD', residual, BACKWARD_TOLERANCE, floor);

/** A relative distance from the optimum, bounded from both sides. */
export const gap = (statement: Statement, relative: number, floor = 0): Check =>
  bounded(statement, 'GAP', relative, GAP_TOLERANCE, floor);

/** Where the evaluation itself may be off by more than the tolerance, no value decides. JSON has no NaN: it fails as −1. */
function bounded(statement: Statement, kind: Check['class'], value: number, tol: number, floor: number): Check {
  if (!Number.isFinite(value)) return { ...statement, class: kind, value: -1, tol, verdict: 'FAIL' };
  const verdict = floor > tol ? 'INDETERMINATE' : Math.abs(value) <= tol ? 'PASS' : 'FAIL';
  return { ...statement, class: kind, value, tol, verdict };
}

/** |a − b| over the larger of |a|, |b| and 1 */
export const relativeDifference = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1);
