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
const MAX_ITERATIONS = 2000;
const SCOUTING_ITERATIONS = 40;
const STARTS = 3;
/** Gain in log-likelihood per row at which EM ends. */
const TOLERANCE = 1e-7;

/**
 * Maximizes Σ log Σ_k w_k N(x; μ_k, Σ_k) by EM (Dempster, Laird & Rubin 1977); 1e−6 is added to the diagonal of each
 * covariance so that none collapses. Three runs of 40 steps from k-means clusters (streams `mixture-<K>-<run>`)
 * scout, the best goes on until a step gains at most 1e−7·n (2,000 steps at most). Without `components` the number
 * with the least BIC = −2 log L + p log n of the scouts among 1 … 10 is taken. A row belongs to its most probable
 * component, the lowest of equals. Tensors: `weights` F64 [K], `means` F64 [K, D], `covariances` F64 [K, D, D]
 * (symmetric; diagonal where so asked), `log_likelihood` F64 [1]; D columns of the layout's encoding.
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
    const scouted =
      given === null ? chooseComponents(points, isDiagonal, context) : scout(points, given, isDiagonal, context);
    return climb(points, scouted, isDiagonal, MAX_ITERATIONS, context);
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

/** The scouted mixture of least BIC, the smaller one of equals. */
function chooseComponents(points: Matrix, isDiagonal: boolean, context: FitContext): MixtureState {
  let best = scout(points, 1, isDiagonal, context);
  let least = informationCriterion(best, points, isDiagonal);
  for (let components = 2; components <= Math.min(MOST_COMPONENTS, points.rows); components++) {
    const scouted = scout(points, components, isDiagonal, context);
    const criterion = informationCriterion(scouted, points, isDiagonal);
    context.onProgress?.(components / MOST_COMPONENTS, `${components} components: BIC ${criterion.toPrecision(6)}`);
    if (criterion < least) [best, least] = [scouted, criterion];
  }
  return best;
}

/** The best of three short runs of EM, each from a k-means partition. */
function scout(points: Matrix, components: number, isDiagonal: boolean, { seed }: FitContext): MixtureState {
  if (components > points.rows)
    throw new DataError('too_few_rows', `${components} components need at least as many rows, not ${points.rows}.`);
  let best: MixtureState | null = null;
  for (let start = 0; start < (components === 1 ? 1 : STARTS); start++) {
    const stream = new RandomStream(seed, `mixture-${components}-${start}`);
    const { labels } = refineCentres(points, seedCentres(points, components, stream), 100);
    const shares = new Float64Array(points.rows * components);
    labels.forEach((label, row) => (shares[row * components + label] = 1));
    const parameters = maximization(points, shares, components, isDiagonal);
    const scouted = climb(points, parameters, isDiagonal, SCOUTING_ITERATIONS, { seed });
    if (!best || scouted.logLikelihood > best.logLikelihood) best = scouted;
  }
  return best!;
}

/** EM until a step gains at most 1e−7 per row. */
function climb(
  points: Matrix,
  start: MixtureParameters,
  isDiagonal: boolean,
  maxIterations: number,
  { onProgress }: FitContext,
): MixtureState {
  const components = start.weights.length;
  const responsibilities = new Float64Array(points.rows * components);
  let parameters = start;
  let logLikelihood = expectation(parameters, points, responsibilities);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const next = maximization(points, responsibilities, components, isDiagonal);
    const improved = expectation(next, points, responsibilities);
    const gain = improved - logLikelihood;
    // The floor under the covariances may cost a little at the end: then the better of the two is kept.
    if (!(gain > 0)) break;
    [parameters, logLikelihood] = [next, improved];
    onProgress?.(iteration / maxIterations, 'EM', [{ name: 'log_likelihood', value: logLikelihood }]);
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
