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
import { standardLayout } from './layout.js';
import { type LinearModel, linearFromTensors, linearScores, linearToTensors } from './linear-model.js';
import { factorizeCholesky, solveCholesky } from '../linalg/cholesky.js';
import { DataError } from '../contract.js';

const REFINEMENT_STEPS = 3;

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    l2: {
      type: 'number',
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1e12,
      description: 'Weight of the penalty ½‖w‖² on the coefficients of the standardized columns.',
    },
  },
};

/**
 * Minimizes ½Σ(y − b − zᵀw)² + ½·l2·‖w‖² on standardized numbers and one-hot categories, all levels kept (the penalty
 * makes the solution unique). Solved by Cholesky on the centred Gram matrix, refined with residuals of the data.
 */
export const ridge: Estimator<RegressionData, LinearModel, Features, RegressionPrediction> = {
  name: 'ridge',
  modelType: 'regression',
  title: 'Ridge regression',
  source: 'Hoerl & Kennard, Technometrics 12, 1970',
  parameters,

  memory({ features }) {
    const columns = standardLayout(features).center.length + 1;
    return 16 * columns * columns + 8 * features.rows * (features.columns.length + 4);
  },

  fit(data, given, context) {
    assertRegression(data);
    const l2 = new ParameterReader(parameters, given).number('l2');
    const layout = standardLayout(data.features);
    const problem = centredProblem(layout, data);
    const { columns } = problem;
    const factor = problem.gram.slice();
    for (let j = 0; j < columns; j++) factor[j * columns + j]! += l2;
    if (!factorizeCholesky(factor, columns))
      throw new DataError('penalty_too_small', 'The columns are too dependent for this penalty.', 'Raise l2.');
    const weights = new Float64Array(columns);
    for (let step = 0; step <= REFINEMENT_STEPS; step++) {
      const descent = problem.correlation(problem.residual(weights)).map((c, j) => c - l2 * weights[j]!);
      solveCholesky(factor, columns, descent);
      for (let j = 0; j < columns; j++) weights[j]! += descent[j]!;
    }
    context.onProgress?.(1, `solved for ${columns} columns`);
    return { layout, coefficients: weights, intercept: Float64Array.of(problem.intercept(weights)), l2, l1: 0 };
  },

  predict: (model, rows) => ({ values: linearScores(model, rows)[0]! }),
  /** As linearToTensors; one output, `penalty.l1` 0. */
  toTensors: linearToTensors,
  fromTensors: linearFromTensors,
};
