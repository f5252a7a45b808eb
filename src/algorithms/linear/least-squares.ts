import {
  type Estimator,
  type Features,
  type ParameterSchema,
  type RegressionData,
  type RegressionPrediction,
} from '../contract.js';
import { assertRegression } from '../tabular/input.js';
import { ParameterReader } from '../tabular/parameters.js';
import { rawLayout } from './layout.js';
import { type LinearModel, linearFromTensors, linearScores, linearToTensors } from './linear-model.js';
import { type Column, fillColumn, independentColumns } from './columns.js';
import { applyQ, applyQTranspose, factorizeQr, type QrFactorization, solveR } from './qr.js';
import { refine } from './refine.js';

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    intercept: { type: 'boolean', default: true, description: 'Whether the model has a constant term.' },
    rank_tolerance: {
      type: 'number',
      default: 1e-12,
      minimum: 0,
      maximum: 0.1,
      description:
        'A column is left out (coefficient 0) once less than this share of its norm is independent of the rest.',
    },
  },
};

/**
 * Minimizes ½Σ(y − b − xᵀw)² on the features as they are (center 0, scale 1). The first level of each category is the
 * reference and has coefficient 0, as has every column that depends on the columns chosen before it.
 */
export const leastSquares: Estimator<RegressionData, LinearModel, Features, RegressionPrediction> = {
  name: 'least_squares',
  modelType: 'regression',
  title: 'Ordinary least squares',
  source: 'Businger & Golub 1965 (QR with pivoting); Björck 1967 (refinement with residuals in twice the precision)',
  parameters,

  memory({ features }) {
    const columns = rawLayout(features).center.length + 1;
    return 8 * features.rows * (columns + 8);
  },

  fit(data, given, context) {
    assertRegression(data);
    const reader = new ParameterReader(parameters, given);
    const layout = rawLayout(data.features);
    const hasIntercept = reader.boolean('intercept');
    const columns = independentColumns(data.features, layout.offsets, hasIntercept);
    const { rows } = data.features;
    const matrix = new Float64Array(rows * columns.length);
    columns.forEach((column, j) => fillColumn(column, matrix.subarray(j * rows, (j + 1) * rows)));
    const qr = factorizeQr(matrix, rows, columns.length, hasIntercept ? 1 : 0, reader.number('rank_tolerance'));
    const chosen = Array.from(qr.pivots.subarray(0, qr.rank), (j) => columns[j]!);
    const solution = refine(qr, chosen, data.target, solve(qr, data.target));
    context.onProgress?.(1, `rank ${qr.rank} of ${columns.length} columns`);
    return linearModelOf(layout, chosen, solution.weights);
  },

  predict: (model, rows) => ({ values: linearScores(model, rows)[0]! }),
  /** As linearToTensors; one output, both penalties 0. */
  toTensors: linearToTensors,
  fromTensors: linearFromTensors,
};

function solve(qr: QrFactorization, target: Float64Array) {
  const rotated = target.slice();
  applyQTranspose(qr, rotated);
  const weights = rotated.slice(0, qr.rank);
  solveR(qr, weights);
  rotated.fill(0, 0, qr.rank);
  applyQ(qr, rotated);
  return { weights, residual: rotated };
}

function linearModelOf(
  layout: ReturnType<typeof rawLayout>,
  chosen: readonly Column[],
  weights: Float64Array,
): LinearModel {
  const coefficients = new Float64Array(layout.center.length);
  const intercept = new Float64Array(1);
  chosen.forEach((column, k) => {
    if (column.kind === 'ones') intercept[0] = weights[k]!;
    else coefficients[column.index] = weights[k]!;
  });
  return { layout, coefficients, intercept, l2: 0, l1: 0 };
}
