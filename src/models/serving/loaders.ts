import { ApiError } from '../../common/errors/api-error.js';
import type { ModelType } from '../../contracts/model-types.js';
import { loadRecommender } from './recommendation.js';
import type { Loader } from './served-model.js';

const notServed: Loader = (_, model) => {
  throw new ApiError('conflict', `Models of the type ${model.modelType} are not served yet.`);
};

/** How a verified file of each family becomes a model that answers. */
export const LOADERS: Record<ModelType, Loader> = {
  recommendation: loadRecommender,
  classification: notServed,
  regression: notServed,
  clustering: notServed,
  anomaly: notServed,
  forecasting: notServed,
};
