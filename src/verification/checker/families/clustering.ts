import { type Check } from '../../../contracts/check.js';
import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { factorize, forward } from '../cholesky.js';
import { exp, log } from '../elementary.js';
import { type Features } from '../features.js';
import { encode, pointAt, type Points, select, squaredDistance } from '../points.js';
import { type Settings } from '../settings.js';
import { differing, integers, numbers } from '../tensors.js';
import { backward, exact, gap, relativeDifference } from '../verdict.js';
import { distance, dot } from '../vectors.js';
import { checkLayout } from './linear.js';
import { smallest } from './neighbours.js';

interface Clusterer {
  check(p: TensorMap, settings: Settings, points: Points): Check[];
  /** cluster of each row, −1 is noise */
  labels(p: TensorMap, points: Points): Int32Array;
}

export function clustererOf(name: string): Clusterer {
  const clusterer = CLUSTERERS.get(name);
  if (!clusterer) throw new TensorFileError(`there is no checker for ${name}`);
  return clusterer;
}

export function checkClustering(name: string, p: TensorMap, settings: Settings, features: Features): Check[] {
  const points = encode(p, features);
  const scope = `${points.rows} rows, all`;
  const raw = new Float64Array(points.columns);
  const layout =
    settings.text('scaling') === 'none'
      ? exact(
          { id: 'columns', scope, implies: 'numbers are taken as they are' },
          differing(p, 'columns.center', raw) +
            differing(
              p,
              'columns.scale',
              raw.map(() => 1),
            ),
        )
      : checkLayout(p, features, scope);
  return [layout, ...checkView(p, points), ...clustererOf(name).check(p, settings, points)];
}

/** Columns of which the plane of components is made; of more, those of greatest variance. */
const VIEW_COLUMNS = 200;

/**
 * Principal components (Jolliffe, "Principal Component Analysis", 2nd ed., section 1.1): V orthonormal, CV = VΛ, and no
 * direction beside them has a larger variance: (λ₂ + δ)I − (C − VΛVᵀ) has a Cholesky factorization.
 */
function checkView(p: TensorMap, points: Points): Check[] {
  const { rows, columns, data } = points;
  const mean = new Float64Array(columns);
  data.forEach((x, at) => (mean[at % columns]! += x / rows));
  const variance = new Float64Array(columns);
  data.forEach((x, at) => (variance[at % columns]! += ((x - mean[at % columns]!) * (x - mean[at % columns]!)) / rows));
  const kept = [...variance.keys()].sort((i, j) => variance[j]! - variance[i]! || i - j).slice(0, VIEW_COLUMNS);
  const n = kept.length;
  const c = new Float64Array(n * n);
  for (let row = 0; row < rows; row++) {
    const own = kept.map((column) => data[row * columns + column]! - mean[column]!);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c[i * n + j]! += (own[i]! * own[j]!) / rows;
  }
  const total = Math.max(
    variance.reduce((sum, v) => sum + v, 0),
    Number.MIN_VALUE,
  );
  const [axes, explained] = [numbers(p, 'view.axes', 2 * columns), numbers(p, 'view.explained', 2)];
  const v = [0, 1].slice(0, n).map((axis) => Float64Array.from(kept, (column) => axes[axis * columns + column]!));
  const outside = axes.reduce((sum, x, at) => sum + (kept.includes(at % columns) ? 0 : Math.abs(x)), 0);
  let [orthonormal, eigen] = [outside, 0];
  v.forEach((axis, a) => {
    v.forEach((other, b) => (orthonormal = Math.max(orthonormal, Math.abs(dot(axis, other) - (a === b ? 1 : 0)))));
    const image = axis.map((_, i) => dot(c.subarray(i * n, (i + 1) * n), axis));
    eigen = Math.max(
      eigen,
      distance(
        image,
        axis.map((x) => x * explained[a]! * total),
      ) / total,
    );
  });
  const last = explained[v.length - 1]! * total;
  // What is left of C without the components, taken from a bound that it must not exceed.
  const rest = c.map((x, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const removed = v.reduce((sum, axis, a) => sum + explained[a]! * total * axis[i]! * axis[j]!, 0);
    return (i === j ? last + 1e-9 * total : 0) - (x - removed);
  });
  const scope = `${n} of ${columns} columns, ${rows} rows`;
  const center = numbers(p, 'view.mean', columns).reduce(
    (max, m, j) => Math.max(max, relativeDifference(m, mean[j]!)),
    0,
  );
  return [
    backward(
      { id: 'view.axes', scope, implies: 'the plane is orthonormal and lies at the mean' },
      Math.max(orthonormal, center),
    ),
    backward({ id: 'view.components', scope, implies: 'its axes are eigenvectors of the covariance' }, eigen),
    exact(
      { id: 'view.largest', scope, implies: 'no other direction has more variance' },
      factorize(rest, n) && explained[0]! >= explained[1]! ? 0 : 1,
    ),
  ];
}

/** Arthur & Vassilvitskii (SODA 2007), Lloyd (1982): every row nearest to its own centre, every centre the mean of its rows. */
const kMeans: Clusterer = {
  check(p, settings, points) {
    const centres = centresOf(p);
    const labels = kMeans.labels(p, points);
    const sums = new Float64Array(centres.data.length);
    const counts = new Float64Array(centres.rows);
    let inertia = 0;
    labels.forEach((label, row) => {
      counts[label]!++;
      pointAt(points, row).forEach((x, j) => (sums[label * centres.columns + j]! += x));
      inertia += squaredDistance(points, row, centres, label);
    });
    const error = sums.reduce((max, sum, at) => {
      const own = counts[Math.floor(at / centres.columns)]!;
      // A centre without rows is no mean of any.
      return Math.max(max, own === 0 ? Infinity : relativeDifference(centres.data[at]!, sum / own));
    }, 0);
    const scope = `${centres.rows} centres, ${points.rows} rows, all`;
    const asked = settings.optional('clusters');
    const atRest = numbers(p, 'fixed', 1)[0] === 1;
    const means = backward(
      {
        id: 'centres',
        scope,
        implies: 'every centre is the mean of the rows nearest to it: a fixed point of Lloyd’s algorithm',
      },
      error,
    );
    return [
      exact(
        { id: 'count', scope, implies: 'there are as many centres as asked for' },
        asked === null || asked === centres.rows ? 0 : 1,
      ),
      // Ended by its cap on iterations, it need not be at rest; then this says nothing.
      atRest || means.verdict === 'PASS' ? means : { ...means, verdict: 'INDETERMINATE' },
      backward(
        { id: 'inertia', scope, implies: 'the inertia is that of the rows' },
        relativeDifference(numbers(p, 'inertia', 1)[0]!, inertia),
      ),
    ];
  },
  labels(p, points) {
    const centres = centresOf(p);
    const squares = new Float64Array(centres.rows);
    return Int32Array.from({ length: points.rows }, (_, row) => {
      squares.forEach((_, centre) => (squares[centre] = squaredDistance(points, row, centres, centre)));
      return smallest(squares, 1)[0]!;
    });
  },
};

function centresOf(p: TensorMap, name = 'centres'): Points {
  const [rows = 0, columns = 0] = p.get(name)?.shape ?? [];
  return { rows, columns, data: numbers(p, name, rows * columns) };
}

/**
 * EM (Dempster, Laird & Rubin, JRSS B 39, 1977): the likelihood is recomputed, and one more step of EM hardly raises it, so that
 * the parameters are at a fixed point.
 */
const gaussianMixture: Clusterer = {
  check(p, settings, points) {
    const mixture = mixtureOf(p, points.columns);
    const { logLikelihood, shares } = expectation(mixture, points);
    const isDiagonal = settings.text('covariance') === 'diagonal';
    const d = points.columns;
    const next = expectation(maximization(points, shares, mixture.weights.length, isDiagonal), points);
    const scope = `${mixture.weights.length} components, ${points.rows} rows, all`;
    const asked = settings.optional('components');
    const stated = numbers(p, 'log_likelihood', 1)[0]!;
    return [
      exact(
        {
          id: 'count',
          scope,
          implies: 'there are as many components as asked for, with covariances of the form asked for',
        },
        (asked === null || asked === mixture.weights.length ? 0 : 1) + (isDiagonal ? offDiagonals(mixture, d) : 0),
      ),
      backward(
        { id: 'weights', scope, implies: 'the weights are shares' },
        mixture.weights.reduce((sum, w) => sum + (w >= 0 ? w : NaN), 0) - 1,
      ),
      backward(
        { id: 'likelihood', scope, implies: 'the likelihood is that of the rows' },
        relativeDifference(stated, logLikelihood),
      ),
      gap(
        { id: 'fixed_point', scope, implies: 'another step of EM gains no more than this for each row' },
        Math.max(0, next.logLikelihood - logLikelihood) / points.rows,
      ),
    ];
  },
  labels(p, points) {
    const { joint, weights } = expectation(mixtureOf(p, points.columns), points);
    return Int32Array.from({ length: points.rows }, (_, row) => {
      let best = 0;
      for (let k = 1; k < weights.length; k++)
        if (joint[row * weights.length + k]! > joint[row * weights.length + best]!) best = k;
      return best;
    });
  },
};

interface Mixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

const offDiagonals = ({ covariances }: Mixture, d: number) =>
  covariances.filter((value, at) => value !== 0 && Math.floor(at / d) % d !== at % d).length;

function mixtureOf(p: TensorMap, d: number): Mixture {
  const weights = numbers(p, 'weights');
  const k = weights.length;
  return { weights, means: numbers(p, 'means', k * d), covariances: numbers(p, 'covariances', k * d * d) };
}

/** ln w_k + ln N(x; μ_k, Σ_k) of each row and component, P(component | row), and the likelihood. */
function expectation({ weights, means, covariances }: Mixture, points: Points) {
  const [k, d] = [weights.length, points.columns];
  const joint = new Float64Array(points.rows * k);
  weights.forEach((weight, component) => {
    const factor = covariances.slice(component * d * d, (component + 1) * d * d);
    if (!factorize(factor, d)) joint.fill(NaN);
    let constant = log(weight) - (d / 2) * 1.8378770664093453;
    for (let i = 0; i < d; i++) constant -= log(factor[i * d + i]!);
    for (let row = 0; row < points.rows; row++) {
      const z = pointAt(points, row).map((x, i) => x - means[component * d + i]!);
      forward(factor, d, z);
      joint[row * k + component] = constant - dot(z, z) / 2;
    }
  });
  let logLikelihood = 0;
  const shares = joint.slice();
  for (let row = 0; row < points.rows; row++) {
    const own = shares.subarray(row * k, (row + 1) * k);
    const largest = own.reduce((a, b) => Math.max(a, b));
    const total = own.reduce((sum, value) => sum + exp(value - largest), 0);
    logLikelihood += largest + log(total);
    own.forEach((value, i) => (own[i] = exp(value - largest) / total));
  }
  return { weights, joint, shares, logLikelihood };
}

/** Weighted means and covariances, 10⁻⁶ added to each diagonal. */
function maximization(points: Points, shares: Float64Array, k: number, isDiagonal: boolean): Mixture {
  const d = points.columns;
  const [weights, means, covariances] = [k, k * d, k * d * d].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let component = 0; component < k; component++) {
    const share = (row: number) => shares[row * k + component]!;
    let total = 0;
    for (let row = 0; row < points.rows; row++) total += share(row);
    weights[component] = total / points.rows;
    const mean = means.subarray(component * d, (component + 1) * d);
    for (let row = 0; row < points.rows; row++)
      pointAt(points, row).forEach((x, i) => (mean[i]! += (share(row) * x) / total));
    for (let row = 0; row < points.rows; row++) {
      const z = pointAt(points, row).map((x, i) => x - mean[i]!);
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++)
          if (!isDiagonal || i === j) covariances[(component * d + i) * d + j]! += (share(row) * z[i]! * z[j]!) / total;
    }
    for (let i = 0; i < d; i++) covariances[(component * d + i) * d + i]! += 1e-6;
  }
  return { weights, means, covariances };
}

/** Ester, Kriegel, Sander & Xu (KDD 1996), from its definition: cores, and the connected components of cores. */
const dbscan: Clusterer = {
  check(p, settings, points) {
    const [radius, minimum] = [numbers(p, 'radius', 1)[0]!, tensorOf(p, 'min_points', Uint32Array)[0]!];
    const squares = (row: number) =>
      Float64Array.from({ length: points.rows }, (_, other) => squaredDistance(points, row, points, other));
    const expectedMinimum = settings.optional('min_points') ?? Math.min(50, Math.max(4, 2 * points.columns));
    const cores: number[] = [];
    const curve = new Float64Array(points.rows);
    for (let row = 0; row < points.rows; row++) {
      const own = squares(row);
      if (own.filter((square) => square <= radius * radius).length >= minimum) cores.push(row);
      curve[row] = Math.sqrt(own.sort()[Math.min(minimum, points.rows) - 1]!);
    }
    const matrix = select(points, cores);
    const labels = new Int32Array(cores.length).fill(-1);
    let clusters = 0;
    labels.forEach((_, first) => {
      if (labels[first]! >= 0) return;
      const open = [first];
      labels[first] = clusters;
      for (let core = open.pop(); core !== undefined; core = open.pop()) {
        labels.forEach((label, other) => {
          if (label >= 0 || squaredDistance(matrix, core, matrix, other) > radius * radius) return;
          labels[other] = clusters;
          open.push(other);
        });
      }
      clusters++;
    });
    const scope = `${points.rows} rows, all pairs`;
    return [
      backward(
        { id: 'radius', scope, implies: 'the radius is the one asked for, or the knee of the nearest distances' },
        relativeDifference(radius, settings.optional('radius') ?? knee(curve.sort())),
      ),
      exact(
        {
          id: 'cores',
          scope,
          implies: 'the dense rows are these, and those within reach of each other share a cluster',
        },
        differing(p, 'cores', matrix.data) +
          differing(p, 'core.labels', labels) +
          (minimum === expectedMinimum ? 0 : 1),
      ),
    ];
  },
  labels(p, points) {
    const [cores, labels, radius] = [centresOf(p, 'cores'), integers(p, 'core.labels'), numbers(p, 'radius', 1)[0]!];
    return Int32Array.from({ length: points.rows }, (_, row) => {
      const squares = Float64Array.from({ length: cores.rows }, (_, core) => squaredDistance(points, row, cores, core));
      const [nearest] = smallest(squares, 1);
      return nearest !== undefined && squares[nearest]! <= radius * radius ? labels[nearest]! : -1;
    });
  },
};

/** The point farthest below the chord of an ascending curve, the first of equals (Satopää et al., ICDCSW 2011). */
function knee(curve: Float64Array): number {
  const rise = (curve[curve.length - 1]! - curve[0]!) / Math.max(1, curve.length - 1);
  const depths = curve.map((height, i) => curve[0]! + rise * i - height);
  const deepest = depths.reduce((a, b) => Math.max(a, b));
  const at = deepest > 0 ? depths.indexOf(deepest) : curve.length - 1;
  return Math.max(curve[at]!, Number.MIN_VALUE);
}

const CLUSTERERS = new Map<string, Clusterer>([
  ['k_means', kMeans],
  ['gaussian_mixture', gaussianMixture],
  ['dbscan', dbscan],
]);
