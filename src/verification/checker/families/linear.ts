import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { factorize } from '../cholesky.js';
import { exp, log } from '../elementary.js';
import {
  assertShape,
  type ClassData,
  Design,
  type Features,
  standardization,
  standardizationError,
} from '../features.js';
import { average } from '../metrics.js';
import { type Settings } from '../settings.js';
import { differing, numbers } from '../tensors.js';
import { backward, exact, gap, relativeDifference } from '../verdict.js';
import { distance, dot, norm } from '../vectors.js';

/** Scores Zw_k + b_k of each output k: `coefficients` is outputs × columns, `intercept` has one per output. */
export function linearScores(p: TensorMap, features: Features): Float64Array[] {
  assertShape(p, features);
  const design = new Design(features, numbers(p, 'columns.center'), numbers(p, 'columns.scale'));
  const intercept = numbers(p, 'intercept');
  const coefficients = numbers(p, 'coefficients', intercept.length * design.width);
  return Array.from(intercept, (b, k) =>
    design.product(coefficients.subarray(k * design.width, (k + 1) * design.width), b),
  );
}

/** Two classes: σ of one output's log-odds. More: softmax (Bishop, "Pattern Recognition and Machine Learning", section 4.3). */
export function softmax(scores: readonly Float64Array[], rows: number): Float64Array {
  const outputs = scores.length === 1 ? [new Float64Array(rows), scores[0]!] : scores;
  const p = new Float64Array(rows * outputs.length);
  for (let row = 0; row < rows; row++) {
    const largest = Math.max(...outputs.map((output) => output[row]!));
    const powers = outputs.map((output) => exp(output[row]! - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    powers.forEach((power, k) => (p[row * outputs.length + k] = power / total));
  }
  return p;
}

interface LinearFit {
  readonly design: Design;
  /** of each output */
  readonly weights: readonly Float64Array[];
  readonly scores: readonly Float64Array[];
}

/** `center`, `scale` of every column are taken from the model; checkLayout compares them. */
function linearFit(p: TensorMap, features: Features): LinearFit {
  const design = new Design(features, numbers(p, 'columns.center'), numbers(p, 'columns.scale'));
  const coefficients = numbers(p, 'coefficients');
  const scores = linearScores(p, features);
  const weights = scores.map((_, k) => coefficients.subarray(k * design.width, (k + 1) * design.width));
  return { design, weights, scores };
}

/** Ridge, lasso and elastic net: ½‖y − b − Zw‖² + ½·l2·‖w‖² + l1·‖w‖₁ on standardized columns. */
export function checkPenalizedSquares(p: TensorMap, settings: Settings, features: Features, y: Float64Array): Check[] {
  const fit = linearFit(p, features);
  const mean = average(y);
  const centred = y.map((value) => value - mean);
  let penalties = { l1: 0, l2: settings.optional('l2') ?? 0 };
  if (settings.optional('l2') === null) {
    const [n, ratio] = [y.length, settings.number('l1_ratio')];
    const largest = fit.design.transposed(centred).reduce((max, c) => Math.max(max, Math.abs(c)), 0);
    const alpha = settings.optional('alpha') ?? (0.01 * largest) / (n * ratio);
    penalties = { l1: n * alpha * ratio, l2: n * alpha * (1 - ratio) };
  }
  const residual = y.map((value, row) => value - fit.scores[0]![row]!);
  return checkPenalized(p, features, fit, {
    ...penalties,
    loss: dot(residual, residual) / 2,
    dual: [residual],
    drift: Math.abs(average(residual)),
    conjugate: ([u]) => dot(centred, u!) - dot(u!, u!) / 2,
    size: dot(y, y) / 2,
  });
}

/** Σ −ln p(class) + ½·l2·‖w‖² + l1·‖w‖₁: the dual in entropy form, Yu, Huang & Lin (Machine Learning 85, 2011). */
export function checkLogistic(p: TensorMap, settings: Settings, { features, labels, classes }: ClassData): Check[] {
  const fit = linearFit(p, features);
  const { rows } = features;
  const a = softmax(fit.scores, rows);
  let loss = 0;
  labels.forEach((label, row) => (loss -= log(a[row * classes + label]!)));
  // One output stands for the second class; the first is what is left of it.
  const outputs = fit.scores.map((_, k) => (fit.scores.length === 1 ? 1 : k));
  const isClass = (row: number, k: number) => (labels[row] === k ? 1 : 0);
  const dualOf = (k: number) => Float64Array.from(labels, (_, row) => isClass(row, k) - a[row * classes + k]!);
  const drift = Math.max(...outputs.map((k) => Math.abs(average(dualOf(k)))));
  balance(a, labels, classes);
  const entropy = (u: readonly Float64Array[]) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const shares = u.map((output, i) => isClass(row, outputs[i]!) - output[row]!);
      if (shares.length === 1) shares.push(1 - shares[0]!);
      for (const share of shares) if (share > 0) sum -= share * log(share);
    }
    return sum;
  };
  return checkPenalized(p, features, fit, {
    l1: settings.number('l1'),
    l2: settings.number('l2'),
    loss,
    dual: outputs.map(dualOf),
    drift,
    conjugate: entropy,
    size: rows,
  });
}

/** Mixes rows of probabilities with one distribution for all, as little as makes each class sum to its number of rows. */
function balance(a: Float64Array, labels: Int32Array, classes: number): void {
  const [counts, sums] = [new Float64Array(classes), new Float64Array(classes)];
  for (const label of labels) counts[label]!++;
  a.forEach((share, at) => (sums[at % classes]! += share));
  const t = sums.reduce((most, sum, k) => Math.max(most, 1 - counts[k]! / sum), 0);
  if (t > 0)
    a.forEach(
      (share, at) =>
        (a[at] = (1 - t) * share + (counts[at % classes]! - (1 - t) * sums[at % classes]!) / labels.length),
    );
}

interface Penalized {
  readonly l1: number;
  readonly l2: number;
  /** L at the model */
  readonly loss: number;
  /** u of each output: −∂L/∂score */
  readonly dual: readonly Float64Array[];
  /** |∂L/∂intercept| / rows, the largest of the outputs */
  readonly drift: number;
  /** −L*(−u) */
  readonly conjugate: (u: readonly Float64Array[]) => number;
  /** L of a model that says nothing: below rounding of this there is nothing to be relative to */
  readonly size: number;
}

/**
 * Fenchel duality (Boyd & Vandenberghe, "Convex Optimization", section 5.7; Kim et al., IEEE JSTSP 1, 2007): any u with
 * Σu = 0 gives D(u) = −L*(−u) − Σ_j max(0, |z_jᵀu| − l1)²/2·l2 ≤ min P ≤ P(w), so P(w) − D(u) bounds what is left to gain.
 */
function checkPenalized(p: TensorMap, features: Features, { design, weights }: LinearFit, problem: Penalized): Check[] {
  const { l1, l2, loss, dual, conjugate, size } = problem;
  const drift = problem.drift / Math.max(Math.sqrt(size / design.rows), Number.MIN_VALUE);
  const scope = `all ${design.rows} rows, ${design.width} columns`;
  const centred = dual.map((u) => u.map((value) => value - average(u)));
  const products = centred.map((u) => design.transposed(u));
  const largest = Math.max(...products.map((v) => v.reduce((max, x) => Math.max(max, Math.abs(x)), 0)));
  // Without a quadratic penalty u must be shrunk until no column correlates more than l1 with it.
  const shrink = l2 === 0 && largest > l1 ? l1 / largest : 1;
  let [primal, bound] = [loss, conjugate(centred.map((u) => u.map((value) => value * shrink)))];
  for (const w of weights) primal += (l2 * dot(w, w)) / 2 + l1 * w.reduce((sum, x) => sum + Math.abs(x), 0);
  for (const v of l2 > 0 ? products : []) for (const x of v) bound -= square(Math.max(0, Math.abs(x) - l1)) / (2 * l2);
  const radius = l2 > 0 ? `, ‖w − w*‖ ≤ ${Math.sqrt((2 * Math.max(0, primal - bound)) / l2).toPrecision(3)}` : '';
  const stated = Math.max(
    relativeDifference(numbers(p, 'penalty.l1', 1)[0]!, l1),
    relativeDifference(numbers(p, 'penalty.l2', 1)[0]!, l2),
  );
  const slope = products.map(
    (v, k) =>
      distance(
        v,
        weights[k]!.map((w) => l2 * w),
      ) / Math.max(design.norm() * Math.sqrt(2 * size), Number.MIN_VALUE),
  );
  const checks = [
    checkLayout(p, features, scope),
    backward({ id: 'penalties', scope, implies: 'the penalties are those of the hyper-parameters' }, stated),
    backward({ id: 'intercept', scope, implies: 'no other intercept has a smaller loss' }, drift),
    gap(
      { id: 'duality_gap', scope, implies: `the objective is within this share of its minimum${radius}` },
      (primal - bound) / Math.max(primal, 1e-12 * size, Number.MIN_VALUE),
    ),
  ];
  if (l1 > 0) return checks;
  const implies = 'the gradient vanishes: the unique minimum, to rounding';
  return [...checks, backward({ id: 'stationary', scope, implies }, Math.max(...slope))];
}

/** Centres and scales of the columns are the mean and deviation of the fitted rows. */
export function checkLayout(p: TensorMap, features: Features, scope: string): Check {
  const implies = 'each number is centred and scaled by the rows that the model was fitted to';
  return backward({ id: 'columns', scope, implies }, standardizationError(p, standardization(features)));
}

/**
 * Least squares: Xᵀr = 0, and ‖w − w*‖ ≤ ‖Xᵀr‖/σ²_min (Björck, "Numerical Methods for Least Squares Problems", section 2.7), on
 * columns of unit length, centred where there is an intercept. Columns that the solver left out as dependent have
 * coefficient 0 and are taken as given.
 */
export function checkLeastSquares(p: TensorMap, settings: Settings, features: Features, y: Float64Array): Check[] {
  const { design, weights, scores } = linearFit(p, features);
  const residual = y.map((value, row) => value - scores[0]![row]!);
  const hasIntercept = settings.flag('intercept');
  const used = [...weights[0]!.keys()].filter((j) => weights[0]![j] !== 0);
  const lengths = new Float64Array(used.length);
  const units = used.map((j, i) => {
    const column = design.product(new Float64Array(design.width).fill(1, j, j + 1));
    const centred = hasIntercept ? column.map((x, _, all) => x - average(all)) : column;
    lengths[i] = norm(centred);
    return centred.map((x) => x / lengths[i]!);
  });
  const slopes = Float64Array.from(units, (unit) => dot(unit, residual));
  const scope = `${used.length} columns that are independent, all ${design.rows} rows`;
  const worst = slopes.reduce((max, slope) => Math.max(max, Math.abs(slope)), 0) / Math.max(norm(y), Number.MIN_VALUE);
  const drift = hasIntercept ? average(residual) * Math.sqrt(design.rows) : numbers(p, 'intercept', 1)[0]!;
  const eigenvalue = smallestEigenvalue(units);
  const size = norm(lengths.map((length, i) => length * weights[0]![used[i]!]!));
  const raw = new Float64Array(design.width);
  return [
    exact(
      { id: 'columns', scope, implies: 'the columns are as they are in the data' },
      differing(p, 'columns.center', raw) +
        differing(
          p,
          'columns.scale',
          raw.map(() => 1),
        ),
    ),
    backward(
      { id: 'intercept', scope, implies: 'no other intercept has a smaller loss' },
      drift / Math.max(norm(y), Number.MIN_VALUE),
    ),
    backward({ id: 'stationary', scope, implies: 'no column explains any of what is left' }, worst),
    gap(
      {
        id: 'radius',
        scope,
        implies: 'no coefficient, on columns of unit length, is relatively further from the solution',
      },
      used.length === 0 ? 0 : Math.min(norm(slopes) / eigenvalue / size, Number.MAX_VALUE),
      (used.length * Number.EPSILON * 1e-3) / eigenvalue,
    ),
  ];
}

/**
 * A lower bound of the smallest eigenvalue of UᵀU, within a factor of 4: UᵀU − δI has a Cholesky factorization only if it is
 * positive definite (Rump, BIT 46, 2006). 0 where no δ that rounding leaves meaning to has one.
 */
function smallestEigenvalue(units: readonly Float64Array[]): number {
  const n = units.length;
  const gram = Float64Array.from({ length: n * n }, (_, at) =>
    at % n <= at / n ? dot(units[Math.floor(at / n)]!, units[at % n]!) : 0,
  );
  for (let delta = 1 / 4; delta > n * Number.EPSILON; delta /= 4) {
    const shifted = gram.slice();
    for (let i = 0; i < n; i++) shifted[i * n + i]! -= delta;
    if (factorize(shifted, n)) return delta;
  }
  return 0;
}

const square = (x: number) => x * x;
