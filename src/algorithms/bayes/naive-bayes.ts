import {
  type ClassificationData,
  type ClassPrediction,
  type Estimator,
  type Features,
  type ParameterSchema,
  type TensorLike,
} from '../contract.js';
import { log } from '../math/index.js';
import { assertClassification } from '../tabular/input.js';
import { ParameterReader } from '../tabular/parameters.js';
import { assertShape, type FeatureShape, shapeFromTensors, shapeOf, shapeToTensors } from '../tabular/shape.js';
import { softmaxRows } from '../tabular/softmax.js';
import { float64Tensor, scalar, scalarTensor, vector } from '../tabular/tensors.js';
import { gaussianMoments, levelCounts } from './counts.js';

export interface NaiveBayes {
  readonly shape: FeatureShape;
  /** rows of each class */
  readonly classCounts: Float64Array;
  /** numbers × classes, row-major, in feature order */
  readonly means: Float64Array;
  /** likewise, denominator n_k, the smoothing not yet added */
  readonly variances: Float64Array;
  /** what is added to every variance */
  readonly varianceFloor: number;
  /** per category in feature order, levels × classes, row-major, joined */
  readonly levelCounts: Float64Array;
  /** added to every count of a level */
  readonly alpha: number;
}

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    alpha: {
      type: 'number',
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1e6,
      description: 'Added to every count of a level in a class (Laplace smoothing).',
    },
    variance_floor: {
      type: 'number',
      default: 1e-9,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the largest variance of a number that is added to all variances.',
    },
  },
};

/**
 * P(k | x) ∝ (n_k/n) Π N(x_j; mean_jk, variance_jk + floor) Π (count_jlk + α)/(n_k' + α·levels), a category's n_k' being
 * the rows of class k whose level was known. A level that training did not see contributes nothing.
 */
export const naiveBayes: Estimator<ClassificationData, NaiveBayes, Features, ClassPrediction> = {
  name: 'naive_bayes',
  modelType: 'classification',
  title: 'Naive Bayes (Gaussian numbers, categorical levels)',
  source: 'Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed., 2009, §6.6.3',
  parameters,

  memory: ({ features, classes }) =>
    8 * features.rows * (classes.length + 1) +
    features.columns.reduce(
      (sum, column) => sum + 8 * classes.length * ('levels' in column ? column.levels.length : 2),
      0,
    ),

  fit(data, given, context) {
    assertClassification(data);
    const reader = new ParameterReader(parameters, given);
    const { means, variances, largestVariance } = gaussianMoments(data);
    const classCounts = new Float64Array(data.classes.length);
    for (const label of data.labels) classCounts[label]!++;
    context.onProgress?.(1, `counted ${data.features.rows} rows`);
    return {
      shape: shapeOf(data.features),
      classCounts,
      means,
      variances,
      // Constant numbers alone: any positive floor cancels between the classes.
      varianceFloor: reader.number('variance_floor') * (largestVariance > 0 ? largestVariance : 1),
      levelCounts: levelCounts(data),
      alpha: reader.number('alpha'),
    };
  },

  predict: (model, rows) => ({ probabilities: softmaxRows(jointScores(model, rows)) }),

  /**
   * `shape.*` as in FeatureShape; `classes.count` F64 [classes]; `numbers.mean`, `numbers.variance` F64 [numbers, classes],
   * in feature order, denominator n_k; `numbers.variance_floor` F64 [1], to be added to each; `levels.count` F64: per
   * category in feature order its levels × classes counts, joined; `levels.alpha` F64 [1].
   */
  toTensors(model) {
    const classes = model.classCounts.length;
    const byClass = (data: Float64Array): TensorLike => ({ shape: [data.length / classes, classes], data });
    return new Map([
      ...shapeToTensors(model.shape),
      ['classes.count', vector(model.classCounts)],
      ['numbers.mean', byClass(model.means)],
      ['numbers.variance', byClass(model.variances)],
      ['numbers.variance_floor', scalar(model.varianceFloor)],
      ['levels.count', vector(model.levelCounts)],
      ['levels.alpha', scalar(model.alpha)],
    ]);
  },

  fromTensors: (tensors) => ({
    shape: shapeFromTensors(tensors),
    classCounts: float64Tensor(tensors, 'classes.count'),
    means: float64Tensor(tensors, 'numbers.mean'),
    variances: float64Tensor(tensors, 'numbers.variance'),
    varianceFloor: scalarTensor(tensors, 'numbers.variance_floor'),
    levelCounts: float64Tensor(tensors, 'levels.count'),
    alpha: scalarTensor(tensors, 'levels.alpha'),
  }),
};

/** log P(k, x) up to a constant of the row, per class. Two classes keep both outputs: softmax of them is σ of the difference. */
function jointScores(model: NaiveBayes, features: Features): Float64Array[] {
  assertShape(model.shape, features);
  const classes = model.classCounts.length;
  const total = model.classCounts.reduce((sum, count) => sum + count, 0);
  return Array.from(model.classCounts, (count, k) => {
    const scores = new Float64Array(features.rows).fill(log(count / total));
    let [number, levelsAt] = [0, 0];
    for (const column of features.columns) {
      if (column.kind === 'number') {
        const mean = model.means[number * classes + k]!;
        const variance = model.variances[number * classes + k]! + model.varianceFloor;
        const constant = -log(variance) / 2;
        for (let i = 0; i < scores.length; i++) {
          const distance = column.values[i]! - mean;
          scores[i]! += constant - (distance * distance) / (2 * variance);
        }
        number++;
      } else {
        const shares = levelLogShares(model, levelsAt, column.levels.length, k);
        for (let i = 0; i < scores.length; i++) if (column.codes[i]! >= 0) scores[i]! += shares[column.codes[i]!]!;
        levelsAt += column.levels.length * classes;
      }
    }
    return scores;
  });
}

function levelLogShares(model: NaiveBayes, at: number, levels: number, k: number): Float64Array {
  const classes = model.classCounts.length;
  const counts = Float64Array.from({ length: levels }, (_, level) => model.levelCounts[at + level * classes + k]!);
  const known = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => log((count + model.alpha) / (known + model.alpha * levels)));
}
