import {
  type Estimator,
  type Features,
  type ParameterSchema,
  type RegressionData,
  type RegressionPrediction,
} from '../contract.js';
import { assertRegression } from '../tabular/input.js';
import { ParameterReader } from '../tabular/parameters.js';
import { centredProblem } from './centred.js';
import { coordinateDescent } from './coordinate-descent.js';
import { standardLayout } from './layout.js';
import { type LinearModel, linearFromTensors, linearScores, linearToTensors } from './linear-model.js';

const DEFAULT_SHARE_OF_LARGEST = 0.01;

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    alpha: {
      type: ['number', 'null'],
      default: null,
      exclusiveMinimum: 0,
      maximum: 1e12,
      description:
        'Strength of the penalty, in the unit of the target; null: a hundredth of the smallest that leaves no coefficient.',
    },
    l1_ratio: {
      type: 'number',
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the absolute penalty: 1 is the lasso, smaller values mix in the quadratic penalty.',
    },
  },
};

/**
 * Minimizes ½Σ(y − b − zᵀw)² + ½·l2·‖w‖² + l1·‖w‖₁ with l1 = n·alpha·l1_ratio and l2 = n·alpha·(1 − l1_ratio), on
 * standardized numbers and one-hot categories (all levels), by coordinate descent until the duality gap is at most 1e-8
 * of the objective. The gap is that of the rows centred by their means: the intercept is eliminated.
 */
export const elasticNet: Estimator<RegressionData, LinearModel, Features, RegressionPrediction> = {
  name: 'elastic_net',
  modelType: 'regression',
  title: 'Lasso and elastic net',
  source: 'Zou & Hastie, JRSS B 67, 2005; Friedman, Hastie & Tibshirani, J. Stat. Softw. 33, 2010',
  parameters,

  memory({ features }) {
    const columns = standardLayout(features).center.length + 1;
    return 16 * columns * columns + 8 * features.rows * (features.columns.length + 4);
  },

  fit(data, given, context) {
    assertRegression(data);
    const reader = new ParameterReader(parameters, given);
    const ratio = reader.number('l1_ratio');
    const layout = standardLayout(data.features);
    const problem = centredProblem(layout, data);
    const start = problem.correlation(problem.residual(new Float64Array(problem.columns)));
    const largest = start.reduce((max, c) => Math.max(max, Math.abs(c)), 0) / (problem.rows * ratio);
    const alpha = reader.optionalNumber('alpha') ?? DEFAULT_SHARE_OF_LARGEST * largest;
    const l1 = problem.rows * alpha * ratio;
    const l2 = problem.rows * alpha * (1 - ratio);
    const { weights, gap, passes } = coordinateDescent(problem, l1, l2);
    context.onProgress?.(1, `converged in ${passes} passes`, [{ name: 'relative_gap', value: gap }]);
    return { layout, coefficients: weights, intercept: Float64Array.of(problem.intercept(weights)), l2, l1 };
  },

  predict: (model, rows) => ({ values: linearScores(model, rows)[0]! }),
  /** As linearToTensors; one output. */
  toTensors: linearToTensors,
  fromTensors: linearFromTensors,
};
