import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { factorize } from '../cholesky.js';
import { exp, log } from '../elementary.js';
import { type ClassData, Design, type Features, standardization, standardizationError, unscaled } from '../features.js';
import { countsOf, dot, largest, mean, norm, square, sum, vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, numbers } from '../tensors.js';

interface LinearModel {
  readonly design: Design;
  /** of each output */
  readonly weights: readonly Float64Array[];
  /** Zw + b of each output */
  readonly scores: readonly Float64Array[];
}

/** `coefficients` is outputs × columns, `intercept` has one per output. */
export function linearModel(p: TensorMap, features: Features): LinearModel {
  const design = new Design(p, features);
  const intercept = [...numbers(p, 'intercept')];
  const coefficients = numbers(p, 'coefficients', intercept.length * design.width);
  const weights = intercept.map((_, k) => coefficients.subarray(k * design.width, (k + 1) * design.width));
  return { design, weights, scores: intercept.map((b, k) => design.product(weights[k]!, b)) };
}

/** Two classes: σ of one output's log-odds. More: softmax (Bishop, "Pattern Recognition and Machine Learning", section 4.3). */
export function softmax(scores: readonly Float64Array[], rows: number): Float64Array {
  const outputs = scores.length === 1 ? [new Float64Array(rows), scores[0]!] : scores;
  const p = new Float64Array(rows * outputs.length);
  for (let row = 0; row < rows; row++) {
    const top = Math.max(...outputs.map((output) => output[row]!));
    const powers = outputs.map((output) => exp(output[row]! - top));
    const all = sum(powers.length, (k) => powers[k]!);
    powers.forEach((power, k) => (p[row * outputs.length + k] = power / all));
  }
  return p;
}

/** Ridge, lasso and elastic net: ½‖y − b − Zw‖² + ½·l2·‖w‖² + l1·‖w‖₁ on standardized columns. */
export function checkPenalizedSquares(p: TensorMap, settings: Settings, features: Features, y: Float64Array): Check[] {
  const model = linearModel(p, features);
  const centred = lessMean(y);
  let penalties = { l1: 0, l2: settings.optional('l2') ?? 0 };
  if (settings.optional('l2') === null) {
    const [n, ratio] = [y.length, settings.number('l1_ratio')];
    const products = model.design.transposed(centred);
    const alpha =
      settings.optional('alpha') ?? (0.01 * largest(products.length, (j) => Math.abs(products[j]!))) / (n * ratio);
    penalties = { l1: n * alpha * ratio, l2: n * alpha * (1 - ratio) };
  }
  const residual = y.map((value, row) => value - model.scores[0]![row]!);
  return checkPenalized(p, features, model, {
    ...penalties,
    loss: dot(residual, residual) / 2,
    dual: [residual],
    conjugate: ([u]) => dot(centred, u!) - dot(u!, u!) / 2,
    size: dot(y, y) / 2,
  });
}

/** Σ −ln p(class) + ½·l2·‖w‖² + l1·‖w‖₁: the dual in entropy form, Yu, Huang & Lin (Machine Learning 85, 2011). */
export function checkLogistic(p: TensorMap, settings: Settings, { features, labels, classes }: ClassData): Check[] {
  const model = linearModel(p, features);
  const { rows } = features;
  const a = softmax(model.scores, rows);
  // One output stands for the second class; the first is what is left of it.
  const outputs = model.scores.map((_, k) => (model.scores.length === 1 ? 1 : k));
  const isClass = (row: number, k: number) => (labels[row] === k ? 1 : 0);
  const dualOf = (shares: Float64Array) =>
    outputs.map((k) => vector(rows, (row) => isClass(row, k) - shares[row * classes + k]!));
  const entropy = (u: readonly Float64Array[]) =>
    sum(rows, (row) => {
      const shares = u.map((output, i) => isClass(row, outputs[i]!) - output[row]!);
      if (shares.length === 1) shares.push(1 - shares[0]!);
      return shares.reduce((all, share) => all - (share > 0 ? share * log(share) : 0), 0);
    });
  return checkPenalized(p, features, model, {
    l1: settings.number('l1'),
    l2: settings.number('l2'),
    loss: sum(rows, (row) => -log(a[row * classes + labels[row]!]!)),
    dual: dualOf(a),
    feasible: dualOf(balanced(a, labels, classes)),
    conjugate: entropy,
    size: rows,
  });
}

/** Rows of probabilities mixed with one distribution for all, as little as makes each class sum to its number of rows. */
function balanced(a: Float64Array, labels: Int32Array, classes: number): Float64Array {
  const counts = countsOf(labels, classes);
  const sums = vector(classes, (k) => sum(labels.length, (row) => a[row * classes + k]!));
  const t = largest(classes, (k) => 1 - counts[k]! / sums[k]!);
  return vector(a.length, (at) => {
    const k = at % classes;
    return t === 0 ? a[at]! : (1 - t) * a[at]! + (counts[k]! - (1 - t) * sums[k]!) / labels.length;
  });
}

function lessMean(u: Float64Array): Float64Array {
  const middle = mean(u);
  return u.map((value) => value - middle);
}

interface Penalized {
  readonly l1: number;
  readonly l2: number;
  /** L at the model */
  readonly loss: number;
  /** u of each output: −∂L/∂score */
  readonly dual: readonly Float64Array[];
  /** near it, one of Σu = 0 inside of the domain of L*; by default `dual` less its mean */
  readonly feasible?: readonly Float64Array[];
  /** −L*(−u) */
  readonly conjugate: (u: readonly Float64Array[]) => number;
  /** L of a model that says nothing: below rounding of this there is nothing to be relative to */
  readonly size: number;
}

/**
 * Fenchel duality (Boyd & Vandenberghe, "Convex Optimization", section 5.7; Kim et al., IEEE JSTSP 1, 2007): any u with
 * Σu = 0 gives D(u) = −L*(−u) − Σ_j max(0, |z_jᵀu| − l1)²/2·l2 ≤ min P ≤ P(w), so P(w) − D(u) bounds what is left to gain.
 */
function checkPenalized(
  p: TensorMap,
  features: Features,
  { design, weights }: LinearModel,
  problem: Penalized,
): Check[] {
  const { l1, l2, loss, dual, feasible = dual, conjugate, size } = problem;
  const scope = `all ${design.rows} rows, ${design.width} columns`;
  const centred = feasible.map(lessMean);
  const products = centred.map((u) => design.transposed(u));
  const top = Math.max(...products.map((v) => largest(v.length, (j) => Math.abs(v[j]!))));
  // Without a quadratic penalty u must be shrunk until no column correlates more than l1 with it.
  const shrink = l2 === 0 && top > l1 ? l1 / top : 1;
  const penalty = weights.map((w) => (l2 * dot(w, w)) / 2 + l1 * sum(w.length, (j) => Math.abs(w[j]!)));
  const primal = loss + sum(penalty.length, (k) => penalty[k]!);
  const excess = products.map((v) => sum(v.length, (j) => square(Math.max(0, Math.abs(v[j]!) - l1))));
  const reach = l2 > 0 ? sum(excess.length, (k) => excess[k]!) / (2 * l2) : 0;
  const rest = primal - (conjugate(centred.map((u) => u.map((value) => value * shrink))) - reach);
  const radius = Math.sqrt((2 * Math.max(0, rest)) / l2).toPrecision(3);
  const tiny = Number.MIN_VALUE;
  const penalties = { 'penalty.l1': Float64Array.of(l1), 'penalty.l2': Float64Array.of(l2) };
  const drift = Math.max(...dual.map((u) => Math.abs(mean(u)))) / Math.max(Math.sqrt(size / design.rows), tiny);
  const checks = [
    checkLayout(p, features, scope),
    found('penalties', scope, differenceOf(p, penalties)),
    found('intercept', scope, drift),
    found('duality_gap', scope, rest / Math.max(primal, 1e-12 * size, tiny), {
      more: l2 > 0 ? `; ‖w − w*‖ ≤ ${radius}` : '',
    }),
  ];
  if (l1 > 0) return checks;
  let cells = 0;
  design.forEachCell((_, __, cell) => (cells += cell * cell));
  const slopes = products.map((v, k) => norm(v.map((slope, j) => slope - l2 * weights[k]![j]!)));
  return [...checks, found('stationary', scope, Math.max(...slopes) / Math.max(Math.sqrt(cells * 2 * size), tiny))];
}

/** Centres and scales of the columns are the mean and deviation of the fitted rows. */
export const checkLayout = (p: TensorMap, features: Features, scope: string): Check =>
  found('columns', scope, standardizationError(p, standardization(features)));

/**
 * Least squares: Xᵀr = 0, and ‖w − w*‖ ≤ ‖Xᵀr‖/σ²_min (Björck, "Numerical Methods for Least Squares Problems", section 2.7), on
 * columns of unit length, centred where there is an intercept. Columns that the solver left out as dependent have
 * coefficient 0 and are taken as given.
 */
export function checkLeastSquares(p: TensorMap, settings: Settings, features: Features, y: Float64Array): Check[] {
  const { design, weights, scores } = linearModel(p, features);
  const residual = y.map((value, row) => value - scores[0]![row]!);
  const hasIntercept = settings.flag('intercept');
  const used = [...weights[0]!.keys()].filter((j) => weights[0]![j] !== 0);
  const columns = used.map((j) => {
    const column = design.product(new Float64Array(design.width).fill(1, j, j + 1));
    return hasIntercept ? lessMean(column) : column;
  });
  const lengths = columns.map(norm);
  const units = columns.map((column, i) => column.map((x) => x / lengths[i]!));
  const slopes = vector(units.length, (i) => dot(units[i]!, residual));
  const coefficients = vector(units.length, (i) => lengths[i]! * weights[0]![used[i]!]!);
  const drift = hasIntercept ? mean(residual) * Math.sqrt(design.rows) : numbers(p, 'intercept', 1)[0]!;
  const eigenvalue = smallestEigenvalue(units);
  const size = Math.max(norm(y), Number.MIN_VALUE);
  const distanceToSolution = Math.min(norm(slopes) / eigenvalue / norm(coefficients), Number.MAX_VALUE);
  const scope = `${used.length} columns that are independent, all ${design.rows} rows`;
  return [
    found('columns', scope, differing(p, unscaled(design.width))),
    found('intercept', scope, drift / size),
    found('stationary', scope, largest(slopes.length, (i) => Math.abs(slopes[i]!)) / size),
    found('radius', scope, used.length === 0 ? 0 : distanceToSolution, {
      floor: (used.length * Number.EPSILON * 1e-3) / eigenvalue,
    }),
  ];
}

/**
 * A lower bound of the smallest eigenvalue of UᵀU, within a factor of 4: UᵀU − δI has a Cholesky factorization only if it is
 * positive definite (Rump, BIT 46, 2006). 0 where no δ that rounding leaves meaning to has one.
 */
function smallestEigenvalue(units: readonly Float64Array[]): number {
  const n = units.length;
  const gram = vector(n * n, (at) => (at % n <= at / n ? dot(units[Math.floor(at / n)]!, units[at % n]!) : 0));
  for (let delta = 1 / 4; delta > n * Number.EPSILON; delta /= 4) {
    const shifted = gram.map((x, at) => (at % (n + 1) === 0 ? x - delta : x));
    if (factorize(shifted, n)) return delta;
  }
  return 0;
}
