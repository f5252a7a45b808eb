import type { ModelType } from '../../contracts/model-types.js';
import { loadForecasting } from './forecasting.js';
import { loadRecommender } from './recommendation.js';
import type { Loader } from './served-model.js';
import { loadClassification, loadRegression } from './tabular.js';
import { loadAnomaly, loadClustering } from './unsupervised.js';

/** How a verified file of each family becomes a model that answers. */
export const LOADERS: Record<ModelType, Loader> = {
  recommendation: loadRecommender,
  classification: loadClassification,
  regression: loadRegression,
  clustering: loadClustering,
  anomaly: loadAnomaly,
  forecasting: loadForecasting,
};
