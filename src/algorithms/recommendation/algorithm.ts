import { type Estimator, type FitContext, type Parameters, type RatingData, type TensorLike } from '../contract.js';
import { type ItemScorer } from './scorer.js';
import { type Tensors } from './tensors.js';

/** Pairs of user and item to score; −1 is one that the model was not fitted to. */
export interface Pairs {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

export type RecommenderEstimator<Model> = Estimator<RatingData, Model, Pairs, Float64Array>;

/** A recommender whose model type only it knows. */
export interface RecommenderAlgorithm {
  readonly estimator: Pick<Estimator<RatingData, never, Pairs, Float64Array>, 'name' | 'parameters' | 'memory'>;
  /** its scores are expected ratings, so that they have an error */
  readonly predictsRatings: boolean;
  fit(data: RatingData, parameters: Parameters, context: FitContext): FittedRecommender;
  /** Throws RangeError where the tensors are not of this algorithm. */
  load(tensors: Tensors): FittedRecommender;
}

export interface FittedRecommender {
  readonly scorer: ItemScorer;
  readonly predict: (pairs: Pairs) => Float64Array;
  readonly toTensors: () => ReadonlyMap<string, TensorLike>;
}

export function recommender<Model>(
  estimator: RecommenderEstimator<Model>,
  scorer: (model: Model) => ItemScorer,
  { predictsRatings }: { predictsRatings: boolean },
): RecommenderAlgorithm {
  const fitted = (model: Model): FittedRecommender => ({
    scorer: scorer(model),
    predict: (pairs) => estimator.predict(model, pairs),
    toTensors: () => estimator.toTensors(model),
  });
  return {
    estimator,
    predictsRatings,
    fit: (data, parameters, context) => fitted(estimator.fit(data, parameters, context)),
    load: (tensors) => fitted(estimator.fromTensors(tensors)),
  };
}
