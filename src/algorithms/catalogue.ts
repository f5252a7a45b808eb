import { ecod, hbos, isolationForest, knnDistance, localOutlierFactor } from './anomaly/index.js';
import { naiveBayes } from './bayes/naive-bayes.js';
import { dbscan, gaussianMixture, kMeans } from './clustering/index.js';
import { type ParameterSchema } from './contract.js';
import {
  combination,
  complexSmoothing,
  dampedTrend,
  ets,
  holt,
  holtWinters,
  seasonalNaive,
  simpleSmoothing,
  theta,
} from './forecasting/index.js';
import { elasticNet } from './linear/elastic-net.js';
import { leastSquares } from './linear/least-squares.js';
import { logisticRegression } from './linear/logistic/logistic-regression.js';
import { ridge } from './linear/ridge.js';
import { neighbourClassifier, neighbourRegressor } from './neighbours/nearest-neighbours.js';
import { als } from './recommendation/als/estimator.js';
import { ease } from './recommendation/ease/estimator.js';
import { ials } from './recommendation/ials/estimator.js';
import { itemKnn } from './recommendation/item-knn/estimator.js';
import { popularity } from './recommendation/popularity/estimator.js';
import { boostedClassifier, boostedRegressor } from './trees/boosting/estimators.js';
import { forestClassifier, forestRegressor } from './trees/forest/estimators.js';

/**
 * Every algorithm that a client can name, in the order shown. The web process serves it (/api/v1/algorithms) and checks
 * hyper-parameters against it before a task is queued; the trainer resolves names with it; certificates quote objectives.
 * To add one: its folder, one entry here, its use in the trainer's family; test/unit/recommendation/catalogue.spec.ts says
 * what is missing.
 */
export interface CatalogueEntry {
  readonly name: string;
  readonly modelType: string;
  readonly title: string;
  readonly source: string;
  /** what the method minimizes or computes, in one formula or sentence */
  readonly objective: string;
  readonly parameters: ParameterSchema;
  /** column roles, see contracts/model-types.ts */
  readonly roles: { readonly required: readonly string[]; readonly optional: readonly string[] };
}

type Described = Pick<CatalogueEntry, 'name' | 'modelType' | 'title' | 'source' | 'parameters'>;

const entry = (
  { name, modelType, title, source, parameters }: Described,
  objective: string,
  required: readonly string[],
  optional: readonly string[] = [],
): CatalogueEntry => ({ name, modelType, title, source, objective, parameters, roles: { required, optional } });

const MET = ['user_id', 'item_id'];
/** split by, explained with, but not fitted to */
const UNUSED = ['rating', 'timestamp'];
const RATED = ['user_id', 'item_id', 'rating'];
const TARGET = ['target'];
/** `timestamp` splits in time and is no feature */
const FEATURES = ['feature', 'timestamp'];
const BOOSTED = 'Σ loss(y, f) + ½·l2·Σ leaf² + min_gain·leaves per tree; loss −log p of the class, or ½(y − f)²';
const FOREST = 'mean of trees that each lower Σ impurity (Gini, or squared error) on a bootstrap of the rows';
const NEAREST = 'share of each class, or mean target, among the k rows of least standardized distance';
const FEATURE = ['feature'];
const DATED = ['time', 'value'];
const SERIES = ['series_id'];
const SQUARES = 'Σ(x_t − x̂_t)² over smoothing parameters and initial state, x without its seasonal indices';
const LIKELIHOOD = 'n log Σe² (additive error) or n log Σ(e/ŷ)² + 2 Σ log ŷ (multiplicative)';

export const CATALOGUE: readonly CatalogueEntry[] = [
  entry(popularity, 'score(i) = number of rows of item i', MET, UNUSED),
  entry(als, 'Σ (r − μ − b_u − b_i − x_u·y_i)² + Σ_u (β_u b_u² + λ_u‖x_u‖²) + Σ_i (β_i b_i² + λ_i‖y_i‖²)', RATED, [
    'timestamp',
  ]),
  entry(
    itemKnn,
    'score(u, i) = Σ_{j met by u} c_ij / (√(n_i n_j) + shrinkage), over the lists of nearest items',
    MET,
    UNUSED,
  ),
  entry(ials, 'Σ_{u,i} c_ui (p_ui − x_u·y_i)² + Σ_u λ_u‖x_u‖² + Σ_i λ_i‖y_i‖²', MET, UNUSED),
  entry(ease, '‖X − XB‖²_F + λ‖B‖²_F with diag B = 0', MET, UNUSED),
  entry(logisticRegression, 'Σ −log p(class | z) + ½·l2·‖w‖² + l1·‖w‖₁', TARGET, FEATURES),
  entry(naiveBayes, 'P(k | x) ∝ (n_k/n) Π N(x_j; mean, variance) Π (count + α)/(n_k + α·levels)', TARGET, FEATURES),
  entry(neighbourClassifier, NEAREST, TARGET, FEATURES),
  entry(forestClassifier, FOREST, TARGET, FEATURES),
  entry(boostedClassifier, BOOSTED, TARGET, FEATURES),
  entry(leastSquares, '½Σ(y − b − xᵀw)²', TARGET, FEATURES),
  entry(ridge, '½Σ(y − b − zᵀw)² + ½·l2·‖w‖²', TARGET, FEATURES),
  entry(elasticNet, '½Σ(y − b − zᵀw)² + ½·n·alpha·(1 − l1_ratio)·‖w‖² + n·alpha·l1_ratio·‖w‖₁', TARGET, FEATURES),
  entry(neighbourRegressor, NEAREST, TARGET, FEATURES),
  entry(forestRegressor, FOREST, TARGET, FEATURES),
  entry(boostedRegressor, BOOSTED, TARGET, FEATURES),
  entry(kMeans, 'Σ‖x − centre nearest to x‖²', [], FEATURE),
  entry(gaussianMixture, '−Σ log Σ_k w_k N(x; μ_k, Σ_k)', [], FEATURE),
  entry(dbscan, 'connected regions of rows with min_points rows within the radius', [], FEATURE),
  entry(isolationForest, '2^(−E[path length]/c(ψ)) over random trees of ψ rows', [], FEATURE),
  entry(knnDistance, 'mean distance to the k nearest training rows', [], FEATURE),
  entry(localOutlierFactor, 'mean density of the k nearest rows over the density of the row', [], FEATURE),
  entry(ecod, 'Σ_columns −log(smaller tail probability)', [], FEATURE),
  entry(hbos, 'Σ_columns log(fullest bin / bin of the row)', [], FEATURE),
  entry(seasonalNaive, 'ŷ_{n+h} = the last value at the same position of the season', DATED, SERIES),
  entry(simpleSmoothing, SQUARES, DATED, SERIES),
  entry(holt, SQUARES, DATED, SERIES),
  entry(dampedTrend, SQUARES, DATED, SERIES),
  entry(holtWinters, LIKELIHOOD, DATED, SERIES),
  entry(theta, `${SQUARES}; drift (1 − 1/θ) of the linear trend`, DATED, SERIES),
  entry(ets, `${LIKELIHOOD}, the form by AICc`, DATED, SERIES),
  entry(
    complexSmoothing,
    'Σ(y_t − ŷ_t)² over complex smoothing parameters, the start backcast; the form by AICc',
    DATED,
    SERIES,
  ),
  entry(combination, 'mean of theta, ets, ets with a damped trend, and ces', DATED, SERIES),
];

/** Undefined for `auto` and for names that the model type does not have. */
export function findAlgorithm(modelType: string, name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((candidate) => candidate.modelType === modelType && candidate.name === name);
}

export function algorithmsOf(modelType: string): readonly CatalogueEntry[] {
  return CATALOGUE.filter((candidate) => candidate.modelType === modelType);
}

/** Throws RangeError for an algorithm that is not in the catalogue. */
export function objectiveOf(modelType: string, name: string): string {
  const found = findAlgorithm(modelType, name);
  if (!found) throw new RangeError(`no algorithm ${name} for ${modelType}`);
  return found.objective;
}

export { type ParameterError, validateParameters, withDefaults } from './parameters.js';
