import {
  type ClassificationData,
  type ClassPrediction,
  type Estimator,
  type Features,
  type Parameters,
  type ParameterSchema,
  type RegressionData,
  type RegressionPrediction,
} from '../contract.js';
import { assertClassification, assertRegression } from '../tabular/input.js';
import { ParameterReader } from '../tabular/parameters.js';
import { float64Tensor, int32Tensor, scalar, scalarTensor, vector } from '../tabular/tensors.js';
import { nearest, type ReferenceRows, referenceFromTensors, referenceOf, referenceToTensors } from './reference.js';

const SOURCE = 'Cover & Hart, IEEE Trans. Inf. Theory 13, 1967; Dudani, IEEE Trans. SMC 6, 1976 (weights)';

/** Added to squared distances before they weigh: a row on top of the query weighs much, not infinitely. */
const DISTANCE_FLOOR = 1e-12;

interface NeighbourModel {
  readonly reference: ReferenceRows;
  readonly k: number;
  readonly isWeighted: boolean;
}
export interface NeighbourClassifier extends NeighbourModel {
  readonly labels: Int32Array;
  readonly classCount: number;
}
export interface NeighbourRegressor extends NeighbourModel {
  readonly target: Float64Array;
}

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    k: {
      type: 'integer',
      default: 15,
      minimum: 1,
      maximum: 1000,
      description: 'Neighbours; at most the training rows.',
    },
    weights: {
      type: 'string',
      default: 'uniform',
      enum: ['uniform', 'distance'],
      description: 'Whether all neighbours count alike, or each by 1/√(d² + 10⁻¹²).',
    },
  },
};

export const neighbourClassifier: Estimator<ClassificationData, NeighbourClassifier, Features, ClassPrediction> = {
  name: 'nearest_neighbours',
  modelType: 'classification',
  title: 'k nearest neighbours',
  source: SOURCE,
  parameters,
  memory: ({ features }) => 16 * features.rows * features.columns.length,
  fit(data, given, context) {
    assertClassification(data);
    context.onProgress?.(1, `kept ${data.features.rows} rows`);
    return { ...neighbourModel(data.features, given), labels: data.labels.slice(), classCount: data.classes.length };
  },
  /** Share of each class among the neighbours, weighted. */
  predict(model, rows) {
    const probabilities = new Float64Array(rows.rows * model.classCount);
    forEachNeighbour(model, rows, (query, row, share) => {
      probabilities[query * model.classCount + model.labels[row]!]! += share;
    });
    return { probabilities };
  },
  /** As referenceToTensors; `k`, `is_weighted`, `class_count` F64 [1]; `labels` I32 [rows]. */
  toTensors: (model) =>
    new Map([
      ...referenceToTensors(model.reference),
      ['k', scalar(model.k)],
      ['is_weighted', scalar(model.isWeighted ? 1 : 0)],
      ['class_count', scalar(model.classCount)],
      ['labels', vector(model.labels)],
    ]),
  fromTensors: (tensors) => ({
    reference: referenceFromTensors(tensors),
    k: scalarTensor(tensors, 'k'),
    isWeighted: scalarTensor(tensors, 'is_weighted') === 1,
    classCount: scalarTensor(tensors, 'class_count'),
    labels: int32Tensor(tensors, 'labels'),
  }),
};

export const neighbourRegressor: Estimator<RegressionData, NeighbourRegressor, Features, RegressionPrediction> = {
  name: 'nearest_neighbours',
  modelType: 'regression',
  title: 'k nearest neighbours',
  source: SOURCE,
  parameters,
  memory: ({ features }) => 16 * features.rows * features.columns.length,
  fit(data, given, context) {
    assertRegression(data);
    context.onProgress?.(1, `kept ${data.features.rows} rows`);
    return { ...neighbourModel(data.features, given), target: data.target.slice() };
  },
  /** Weighted mean of the neighbours' targets. */
  predict(model, rows) {
    const values = new Float64Array(rows.rows);
    forEachNeighbour(model, rows, (query, row, share) => (values[query]! += share * model.target[row]!));
    return { values };
  },
  /** As referenceToTensors; `k`, `is_weighted` F64 [1]; `target` F64 [rows]. */
  toTensors: (model) =>
    new Map([
      ...referenceToTensors(model.reference),
      ['k', scalar(model.k)],
      ['is_weighted', scalar(model.isWeighted ? 1 : 0)],
      ['target', vector(model.target)],
    ]),
  fromTensors: (tensors) => ({
    reference: referenceFromTensors(tensors),
    k: scalarTensor(tensors, 'k'),
    isWeighted: scalarTensor(tensors, 'is_weighted') === 1,
    target: float64Tensor(tensors, 'target'),
  }),
};

function neighbourModel(features: Features, given: Parameters): NeighbourModel {
  const reader = new ParameterReader(parameters, given);
  return {
    reference: referenceOf(features),
    k: Math.min(reader.number('k'), features.rows),
    isWeighted: reader.string('weights') === 'distance',
  };
}

/** Visits each query's neighbours, nearest first, with shares that sum to 1. */
function forEachNeighbour(
  { reference, k, isWeighted }: NeighbourModel,
  queries: Features,
  visit: (query: number, row: number, share: number) => void,
): void {
  const { rows, distances } = nearest(reference, queries, k);
  const weights = new Float64Array(k);
  for (let query = 0; query < queries.rows; query++) {
    let total = 0;
    for (let i = 0; i < k; i++) {
      weights[i] = isWeighted ? 1 / Math.sqrt(distances[query * k + i]! + DISTANCE_FLOOR) : 1;
      total += weights[i]!;
    }
    for (let i = 0; i < k; i++) visit(query, rows[query * k + i]!, weights[i]! / total);
  }
}
