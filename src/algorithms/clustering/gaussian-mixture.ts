import { DataError, type FitContext } from '../contract.js';
import { type Matrix } from '../encoding/dense.js';
import { log } from '../math/index.js';
import { RandomStream } from '../random/stream.js';
import { float64Tensor, scalar, scalarTensor, vector } from '../tabular/tensors.js';
import { clusterer } from './clusterer.js';
import { refineCentres } from './lloyd.js';
import { seedCentres } from './seeding.js';
import { expectation, GaussianDensity } from './mixture-expectation.js';
import { maximization, type MixtureParameters } from './mixture-maximization.js';

export interface MixtureState extends MixtureParameters {
  /** Σ log density of the training rows under these parameters */
  readonly logLikelihood: number;
}

const MOST_COMPONENTS = 10;
const MAX_ITERATIONS = 1000;
const STARTS = 3;
/** Gain in log-likelihood per row at which EM ends. */
const TOLERANCE = 1e-9;

/**
 * Maximizes Σ log Σ_k w_k N(x; μ_k, Σ_k) by EM (Dempster, Laird & Rubin 1977), the best of three runs from k-means clusters (streams
 * `mixture-<K>-<run>`); 1e−6 is added to the diagonal of
 * each covariance so that none collapses. Without `components` the number with the least BIC = −2 log L + p log n among 1 … 10 is
 * taken. A row belongs to its most probable component, the lowest of equals. Tensors: `weights` F64 [K], `means` F64 [K, D],
 * `covariances` F64 [K, D, D] (symmetric; diagonal where so asked), `log_likelihood` F64 [1]; D columns of the layout's encoding. One
 * more EM step moves log L by at most 1e−9·n unless 1,000 steps were not enough.
 */
export const gaussianMixture = clusterer<MixtureState>({
  name: 'gaussian_mixture',
  title: 'Gaussian mixture',
  source: 'McLachlan & Peel, Finite Mixture Models, Wiley 2000',
  properties: {
    components: {
      type: ['integer', 'null'],
      description: 'Number of components; null: chosen by BIC.',
      default: null,
      minimum: 1,
      maximum: 200,
    },
    covariance: {
      type: 'string',
      description: 'Full: ellipsoids of any direction; diagonal: along the columns.',
      default: 'full',
      enum: ['full', 'diagonal'],
    },
  },
  fit(points, parameters, context) {
    const isDiagonal = parameters.string('covariance') === 'diagonal';
    const given = parameters.optionalNumber('components');
    if (given !== null) return fitMixture(points, given, isDiagonal, context);
    let best: MixtureState | null = null;
    let least = Infinity;
    for (let components = 1; components <= Math.min(MOST_COMPONENTS, points.rows); components++) {
      const fitted = fitMixture(points, components, isDiagonal, { seed: context.seed });
      const criterion = informationCriterion(fitted, points, isDiagonal);
      context.onProgress?.(components / MOST_COMPONENTS, `${components} components: BIC ${criterion.toPrecision(6)}`);
      if (criterion < least) [best, least] = [fitted, criterion];
    }
    return best!;
  },
  assign(state, points) {
    const density = new GaussianDensity(state, points.columns);
    return Int32Array.from({ length: points.rows }, (_, row) => density.mostProbable(points, row));
  },
  countOf: ({ weights }) => weights.length,
  settled: ({ weights }) => ({ components: weights.length }),
  toTensors: ({ weights, means, covariances, logLikelihood }) => {
    const [k, d] = [weights.length, means.length / weights.length];
    return [
      ['weights', vector(weights)],
      ['means', { shape: [k, d], data: means }],
      ['covariances', { shape: [k, d, d], data: covariances }],
      ['log_likelihood', scalar(logLikelihood)],
    ];
  },
  fromTensors: (tensors) => ({
    weights: float64Tensor(tensors, 'weights'),
    means: float64Tensor(tensors, 'means'),
    covariances: float64Tensor(tensors, 'covariances'),
    logLikelihood: scalarTensor(tensors, 'log_likelihood'),
  }),
  memory: (rows, columns) => 8 * MOST_COMPONENTS * (rows + 3 * columns * columns),
});

function fitMixture(points: Matrix, components: number, isDiagonal: boolean, context: FitContext): MixtureState {
  if (components > points.rows)
    throw new DataError('too_few_rows', `${components} components need at least as many rows, not ${points.rows}.`);
  let best: MixtureState | null = null;
  for (let start = 0; start < (components === 1 ? 1 : STARTS); start++) {
    const stream = new RandomStream(context.seed, `mixture-${components}-${start}`);
    const { labels } = refineCentres(points, seedCentres(points, components, stream), 100);
    const fitted = climb(points, labels, components, isDiagonal, context);
    if (!best || fitted.logLikelihood > best.logLikelihood) best = fitted;
  }
  return best!;
}

/** EM from a partition until the gain is small. */
function climb(
  points: Matrix,
  labels: Int32Array,
  components: number,
  isDiagonal: boolean,
  { onProgress }: FitContext,
): MixtureState {
  const responsibilities = new Float64Array(points.rows * components);
  labels.forEach((label, row) => (responsibilities[row * components + label] = 1));
  let parameters = maximization(points, responsibilities, components, isDiagonal);
  let logLikelihood = expectation(parameters, points, responsibilities);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const next = maximization(points, responsibilities, components, isDiagonal);
    const improved = expectation(next, points, responsibilities);
    const gain = improved - logLikelihood;
    // The floor under the covariances may cost a little at the end: then the better of the two is kept.
    if (!(gain > 0)) break;
    [parameters, logLikelihood] = [next, improved];
    onProgress?.(iteration / MAX_ITERATIONS, 'EM', [{ name: 'log_likelihood', value: logLikelihood }]);
    if (gain <= TOLERANCE * points.rows) break;
  }
  return { ...parameters, logLikelihood };
}

function informationCriterion(
  { weights, logLikelihood }: MixtureState,
  { rows, columns }: Matrix,
  isDiagonal: boolean,
) {
  const spread = isDiagonal ? columns : (columns * (columns + 1)) / 2;
  const count = weights.length - 1 + weights.length * (columns + spread);
  return count * log(rows) - 2 * logLikelihood;
}
