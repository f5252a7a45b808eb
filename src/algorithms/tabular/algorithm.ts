import {
  DataError,
  type Estimator,
  type Features,
  type FitContext,
  type Parameters,
  type TensorLike,
} from '../contract.js';

export interface Fitted<Prediction> {
  predict(features: Features): Prediction;
  toTensors(): ReadonlyMap<string, TensorLike>;
}

/** A tabular estimator whose model type only it knows. */
export interface TabularAlgorithm<Data, Prediction> {
  readonly estimator: Pick<Estimator<Data, never, Features, Prediction>, 'name' | 'parameters' | 'memory'>;
  fit(data: Data, parameters: Parameters, context: FitContext): Fitted<Prediction>;
  /** Throws DataError where the tensors are not of this algorithm. */
  load(tensors: ReadonlyMap<string, TensorLike>): Fitted<Prediction>;
}

export function tabularAlgorithm<Data, Model, Prediction>(
  estimator: Estimator<Data, Model, Features, Prediction>,
): TabularAlgorithm<Data, Prediction> {
  const fitted = (model: Model): Fitted<Prediction> => ({
    predict: (features) => estimator.predict(model, features),
    toTensors: () => estimator.toTensors(model),
  });
  return {
    estimator,
    fit: (data, parameters, context) => fitted(estimator.fit(data, parameters, context)),
    load: (tensors) => fitted(estimator.fromTensors(tensors)),
  };
}

/** Throws DataError for a name that the list does not have. */
export function findAlgorithm<Data, Prediction>(
  algorithms: readonly TabularAlgorithm<Data, Prediction>[],
  name: string,
): TabularAlgorithm<Data, Prediction> {
  const found = algorithms.find(({ estimator }) => estimator.name === name);
  if (!found) throw new DataError('unknown_algorithm', `There is no algorithm ${name}.`);
  return found;
}
