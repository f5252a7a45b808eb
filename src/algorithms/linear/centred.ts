import { type RegressionData } from '../contract.js';
import { Design, dot } from './design.js';
import { type ColumnLayout } from './layout.js';

/** Least squares with the intercept eliminated: columns and target minus their means, which stay implicit. */
export interface CentredProblem {
  readonly rows: number;
  readonly columns: number;
  /** Z_cᵀZ_c, row-major */
  readonly gram: Float64Array;
  /** ‖y − ȳ‖² */
  readonly targetSquares: number;
  /** (y − ȳ)ᵀ r */
  targetProduct(residual: Float64Array): number;
  /** y − b − Zw with b = intercept(w), so that it sums to zero */
  residual(weights: Float64Array): Float64Array;
  /** Zᵀr, which is Z_cᵀr for a residual that sums to zero */
  correlation(residual: Float64Array): Float64Array;
  /** ȳ − z̄ᵀw */
  intercept(weights: Float64Array): number;
}

export function centredProblem(layout: ColumnLayout, { features, target }: RegressionData): CentredProblem {
  const design = new Design(layout, features);
  const { rows, columns } = design;
  const size = columns + 1;
  const full = design.gram(new Float64Array(rows).fill(1));
  const means = full.slice(columns * size, columns * size + columns).map((sum) => sum / rows);
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) gram[i * columns + j] = full[i * size + j]! - rows * means[i]! * means[j]!;
  const targetMean = meanOf(target);
  const intercept = (weights: Float64Array) => targetMean - dot(means, weights);
  return {
    rows,
    columns,
    gram,
    targetSquares: target.reduce((sum, y) => sum + (y - targetMean) * (y - targetMean), 0),
    intercept,
    targetProduct: (residual) => residual.reduce((sum, r, i) => sum + r * (target[i]! - targetMean), 0),
    residual(weights) {
      const fitted = new Float64Array(rows).fill(intercept(weights));
      design.addProduct(weights, fitted);
      return fitted.map((value, i) => target[i]! - value);
    },
    correlation: (residual) => design.transposeProduct(residual),
  };
}

function meanOf(values: Float64Array): number {
  const rough = values.reduce((sum, value) => sum + value, 0) / values.length;
  return rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
}
