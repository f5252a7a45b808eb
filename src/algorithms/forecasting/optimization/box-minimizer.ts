import { factorizeCholesky, solveCholesky } from '../../linalg/cholesky.js';

/** f at x, its gradient written to `gradient`; Infinity outside of the function's domain. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum extends Point {
  /** largest component of the projected gradient at x */
  readonly residual: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 40;

/**
 * Minimizes a smooth function over a box by a projected quasi-Newton method (Bertsekas, "Projected Newton methods for
 * optimization problems with simple constraints", SIAM J. Control 20, 1982): variables that sit on a bound and would
 * leave the box are held, the others move along −B⁻¹ g with B the BFGS matrix, damped after Powell to stay positive
 * definite (Nocedal & Wright 2006, procedure 18.2), with Armijo backtracking along the projected path. Ends when the
 * projected gradient is at most `tolerance`, when no step decreases f any more, or after `maxIterations`. `start` has
 * to lie in the box and the domain.
 */
export function minimizeInBox(
  objective: Objective,
  start: Float64Array,
  box: Box,
  tolerance: number,
  maxIterations: number,
): Minimum {
  let point = evaluate(objective, start);
  let hessian: Float64Array | null = null;
  for (let i = 0; i < maxIterations && residualOf(point, box) > tolerance; i++) {
    const direction = searchDirection(hessian, point, box);
    const next = direction && backtrack(objective, point, direction, box);
    if (next) hessian = updatedHessian(hessian, point, next);
    else if (hessian === null) break;
    else hessian = null;
    point = next ?? point;
  }
  return { ...point, residual: residualOf(point, box) };
}

function evaluate(objective: Objective, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  return { x, value: objective(x, gradient), gradient };
}

const leavesBox = (x: number, move: number, lower: number, upper: number): boolean =>
  (x <= lower && move < 0) || (x >= upper && move > 0);

function residualOf({ x, gradient }: Point, { lower, upper }: Box): number {
  let residual = 0;
  for (let i = 0; i < x.length; i++) {
    if (!leavesBox(x[i]!, -gradient[i]!, lower[i]!, upper[i]!)) residual = Math.max(residual, Math.abs(gradient[i]!));
  }
  return residual;
}

/**
 * −B⁻¹ g over the variables that are not held; steepest descent of length 0.1 while B is unknown (variables of order
 * one).
 */
function searchDirection(
  hessian: Float64Array | null,
  { x, gradient }: Point,
  { lower, upper }: Box,
): Float64Array | null {
  const direction = gradient.map((slope) => -slope);
  const free: number[] = [];
  for (let i = 0; i < x.length; i++) if (!leavesBox(x[i]!, direction[i]!, lower[i]!, upper[i]!)) free.push(i);
  for (;;) {
    const step = hessian ? newtonStep(hessian, gradient, free) : steepestStep(gradient, free);
    if (!step) return null;
    direction.fill(0);
    let held = 0;
    for (let at = 0; at < step.length; at++) {
      const i = free[at]!;
      if (leavesBox(x[i]!, step[at]!, lower[i]!, upper[i]!)) held++;
      else free[at - held] = i;
      direction[i] = step[at]!;
    }
    if (held === 0) return direction;
    free.length -= held;
  }
}

function newtonStep(hessian: Float64Array, gradient: Float64Array, free: readonly number[]): Float64Array | null {
  const [n, m] = [gradient.length, free.length];
  const block = new Float64Array(m * m);
  const step = new Float64Array(m);
  for (let row = 0; row < m; row++) {
    step[row] = -gradient[free[row]!]!;
    for (let column = 0; column <= row; column++) block[row * m + column] = hessian[free[row]! * n + free[column]!]!;
  }
  if (!factorizeCholesky(block, m)) return null;
  solveCholesky(block, m, step);
  return step;
}

function steepestStep(gradient: Float64Array, free: readonly number[]): Float64Array {
  let squares = 0;
  for (const i of free) squares += gradient[i]! * gradient[i]!;
  const length = 0.1 / Math.sqrt(squares);
  return Float64Array.from(free, (i) => -length * gradient[i]!);
}

function backtrack(objective: Objective, from: Point, direction: Float64Array, { lower, upper }: Box): Point | null {
  for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving++, length /= 2) {
    const x = from.x.map((xi, i) => Math.min(upper[i]!, Math.max(lower[i]!, xi + length * direction[i]!)));
    let predicted = 0;
    for (let i = 0; i < x.length; i++) predicted += from.gradient[i]! * (x[i]! - from.x[i]!);
    if (!(predicted < 0)) return null;
    const next = evaluate(objective, x);
    if (next.value < from.value && next.value <= from.value + SUFFICIENT_DECREASE * predicted) return next;
  }
  return null;
}

/**
 * BFGS with Powell's damping, in place; the first update starts from the multiple of I that fits the observed
 * curvature.
 */
function updatedHessian(hessian: Float64Array | null, from: Point, to: Point): Float64Array | null {
  const n = from.x.length;
  const s = to.x.map((xi, i) => xi - from.x[i]!);
  const y = to.gradient.map((gi, i) => gi - from.gradient[i]!);
  const sy = dot(s, y);
  if (hessian === null && !(sy > 0)) return null;
  const b = hessian ?? scaledIdentity(n, dot(y, y) / sy);
  const bs = s.map((_, i) => dot(b.subarray(i * n, i * n + n), s));
  const sbs = dot(s, bs);
  const theta = sy >= 0.2 * sbs ? 1 : (0.8 * sbs) / (sbs - sy);
  const r = y.map((yi, i) => theta * yi + (1 - theta) * bs[i]!);
  const sr = dot(s, r);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) b[i * n + j]! += (r[i]! * r[j]!) / sr - (bs[i]! * bs[j]!) / sbs;
  }
  return b;
}

function scaledIdentity(n: number, scale: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale;
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
