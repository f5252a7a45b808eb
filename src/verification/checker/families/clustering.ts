import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { factorize, forward } from '../cholesky.js';
import { exp, log } from '../elementary.js';
import {
  encode,
  type Features,
  nearestTo,
  pointAt,
  type Points,
  pointsOf,
  select,
  squaredDistances,
  unscaled,
} from '../features.js';
import { dot, extent, largest, relativeDifference, smallest, sum, vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, integers, numbers } from '../tensors.js';
import { checkLayout } from './linear.js';
import { checkView, scatter, weightedMean } from './view.js';

interface Clusterer {
  check(p: TensorMap, settings: Settings, points: Points): Check[];
  /** cluster of each row, −1 is noise */
  labels(p: TensorMap, points: Points): Int32Array;
}

const labelsOf = (points: Points, label: (point: Float64Array) => number) =>
  Int32Array.from({ length: points.rows }, (_, row) => label(pointAt(points, row)));

export function checkClustering(clusterer: Clusterer, p: TensorMap, settings: Settings, features: Features): Check[] {
  const points = encode(p, features);
  const scope = `${points.rows} rows, all`;
  const isRaw = settings.text('scaling') === 'none';
  const layout = isRaw
    ? found('columns', scope, differing(p, unscaled(points.columns)))
    : checkLayout(p, features, scope);
  return [layout, ...checkView(p, points), ...clusterer.check(p, settings, points)];
}

/** Arthur & Vassilvitskii (SODA 2007), Lloyd (1982): every row nearest to its own centre, every centre the mean of its rows. */
const kMeans: Clusterer = {
  check(p, settings, points) {
    const centres = pointsOf(p, 'centres');
    const labels = kMeans.labels(p, points);
    const sums = new Float64Array(centres.data.length);
    const counts = new Float64Array(centres.rows);
    labels.forEach((label, row) => {
      counts[label]!++;
      pointAt(points, row).forEach((x, j) => (sums[label * centres.columns + j]! += x));
    });
    const inertia = sum(points.rows, (row) => squaredDistances(pointAt(points, row), centres)[labels[row]!]!);
    const error = largest(sums.length, (at) => {
      const own = counts[Math.floor(at / centres.columns)]!;
      // A centre without rows is no mean of any.
      return own === 0 ? Infinity : relativeDifference(centres.data[at]!, sums[at]! / own);
    });
    const scope = `${centres.rows} centres, ${points.rows} rows, all`;
    const means = found('centres', scope, error);
    // Ended by its cap on iterations, it need not be at rest; then this says nothing.
    const isUndecided = numbers(p, 'fixed', 1)[0] !== 1 && means.verdict === 'FAIL';
    return [
      found('count', scope, (settings.optional('clusters') ?? centres.rows) === centres.rows ? 0 : 1),
      isUndecided ? { ...means, verdict: 'INDETERMINATE' } : means,
      found('inertia', scope, differenceOf(p, { inertia: Float64Array.of(inertia) })),
    ];
  },
  labels(p, points) {
    const centres = pointsOf(p, 'centres');
    return labelsOf(points, (point) => nearestTo(point, centres, 1)[0]?.row ?? -1);
  },
};

/**
 * EM (Dempster, Laird & Rubin, JRSS B 39, 1977): the likelihood is recomputed, and one more step of EM hardly raises it, so that
 * the parameters are at a fixed point.
 */
const gaussianMixture: Clusterer = {
  check(p, settings, points) {
    const mixture = mixtureOf(p, points.columns);
    const { weights, covariances } = mixture;
    const { logLikelihood, shares } = expectation(mixture, points);
    const [isDiagonal, d] = [settings.text('covariance') === 'diagonal', points.columns];
    const next = expectation(maximization(points, shares, weights.length, isDiagonal), points);
    const outside = covariances.filter((value, at) => value !== 0 && Math.floor(at / d) % d !== at % d).length;
    const asked = (settings.optional('components') ?? weights.length) === weights.length ? 0 : 1;
    const scope = `${weights.length} components, ${points.rows} rows, all`;
    return [
      found('count', scope, asked + (isDiagonal ? outside : 0)),
      found('weights', scope, sum(weights.length, (k) => (weights[k]! >= 0 ? weights[k]! : NaN)) - 1),
      found('likelihood', scope, differenceOf(p, { log_likelihood: Float64Array.of(logLikelihood) })),
      found('fixed_point', scope, Math.max(0, next.logLikelihood - logLikelihood) / points.rows),
    ];
  },
  labels(p, points) {
    const { joint, weights } = expectation(mixtureOf(p, points.columns), points);
    const k = weights.length;
    const surprise = joint.map((value) => -value);
    return Int32Array.from(
      { length: points.rows },
      (_, row) => smallest(surprise.subarray(row * k, (row + 1) * k), 1)[0]!,
    );
  },
};

interface Mixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

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
    const halfDeterminant = sum(d, (i) => log(factor[i * d + i]!));
    const constant = log(weight) - (d / 2) * 1.8378770664093453 - halfDeterminant;
    for (let row = 0; row < points.rows; row++) {
      const z = forward(
        factor,
        d,
        pointAt(points, row).map((x, i) => x - means[component * d + i]!),
      );
      joint[row * k + component] = constant - dot(z, z) / 2;
    }
  });
  const shares = joint.slice();
  const logLikelihood = sum(points.rows, (row) => {
    const own = shares.subarray(row * k, (row + 1) * k);
    const top = extent(own)[1];
    const all = sum(k, (i) => exp(own[i]! - top));
    own.forEach((value, i) => (own[i] = exp(value - top) / all));
    return top + log(all);
  });
  return { weights, joint, shares, logLikelihood };
}

/** Weighted means and covariances, 10⁻⁶ added to each diagonal. */
function maximization(points: Points, shares: Float64Array, k: number, isDiagonal: boolean): Mixture {
  const d = points.columns;
  const [weights, means, covariances]: number[][] = [[], [], []];
  for (let component = 0; component < k; component++) {
    const all = sum(points.rows, (row) => shares[row * k + component]!);
    const share = (row: number) => shares[row * k + component]! / all;
    const mean = weightedMean(points, share);
    weights!.push(all / points.rows);
    means!.push(...mean);
    covariances!.push(...scatter(points, mean, share, isDiagonal).map((x, at) => (at % (d + 1) === 0 ? x + 1e-6 : x)));
  }
  return {
    weights: Float64Array.from(weights!),
    means: Float64Array.from(means!),
    covariances: Float64Array.from(covariances!),
  };
}

/** Ester, Kriegel, Sander & Xu (KDD 1996), from its definition: cores, and the connected components of cores. */
const dbscan: Clusterer = {
  check(p, settings, points) {
    const [radius, minimum] = [numbers(p, 'radius', 1)[0]!, tensorOf(p, 'min_points', Uint32Array)[0]!];
    const expectedMinimum = settings.optional('min_points') ?? Math.min(50, Math.max(4, 2 * points.columns));
    const cores: number[] = [];
    const curve = vector(points.rows, (row) => {
      const own = squaredDistances(pointAt(points, row), points).sort();
      if (own.filter((squares) => squares <= radius * radius).length >= minimum) cores.push(row);
      return Math.sqrt(own[Math.min(minimum, points.rows) - 1]!);
    });
    const matrix = select(points, cores);
    const scope = `${points.rows} rows, all pairs`;
    const expected = { cores: matrix.data, 'core.labels': componentsOf(matrix, radius) };
    const asked = settings.optional('radius') ?? knee(curve.sort());
    return [
      found('neighbourhood', scope, relativeDifference(radius, asked)),
      found('cores', scope, differing(p, expected) + (minimum === expectedMinimum ? 0 : 1)),
    ];
  },
  labels(p, points) {
    const [cores, labels, radius] = [pointsOf(p, 'cores'), integers(p, 'core.labels'), numbers(p, 'radius', 1)[0]!];
    return labelsOf(points, (point) => {
      const [core] = nearestTo(point, cores, 1);
      return core && core.squares <= radius * radius ? labels[core.row]! : -1;
    });
  },
};

/** Points within the radius of each other share a component; components are numbered by their first point. */
function componentsOf(points: Points, radius: number): Int32Array {
  const labels = new Int32Array(points.rows).fill(-1);
  let components = 0;
  labels.forEach((_, first) => {
    if (labels[first]! >= 0) return;
    const open = [first];
    labels[first] = components;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      squaredDistances(pointAt(points, at), points).forEach((squares, other) => {
        if (labels[other]! >= 0 || squares > radius * radius) return;
        labels[other] = components;
        open.push(other);
      });
    }
    components++;
  });
  return labels;
}

/** The point farthest below the chord of an ascending curve, the first of equals (Satopää et al., ICDCSW 2011). */
function knee(curve: Float64Array): number {
  const last = curve.length - 1;
  const rise = (curve[last]! - curve[0]!) / Math.max(1, last);
  const depths = curve.map((height, i) => curve[0]! + rise * i - height);
  const deepest = extent(depths)[1];
  return Math.max(curve[deepest > 0 ? depths.indexOf(deepest) : last]!, Number.MIN_VALUE);
}

export const CLUSTERERS = new Map<string, Clusterer>([
  ['k_means', kMeans],
  ['gaussian_mixture', gaussianMixture],
  ['dbscan', dbscan],
]);
