import { type Features, type TensorLike } from '../contract.js';
import { assertShape } from '../tabular/shape.js';
import { float64Tensor, scalar, scalarTensor, vector } from '../tabular/tensors.js';
import { Design } from './design.js';
import { type ColumnLayout, layoutFromTensors, layoutToTensors } from './layout.js';

/** Scores f_k = intercept_k + Σ_j coefficients_kj z_j over the columns of a layout, for one or several outputs k. */
export interface LinearModel {
  readonly layout: ColumnLayout;
  /** outputs × columns, row-major */
  readonly coefficients: Float64Array;
  /** one per output */
  readonly intercept: Float64Array;
  /** weights of ½‖w‖² and of ‖w‖₁ in the objective that the fit minimized */
  readonly l2: number;
  readonly l1: number;
}

/** Scores of each output, rows long. The sum starts with the intercept and runs over the features in their order. */
export function linearScores(model: LinearModel, features: Features): Float64Array[] {
  assertShape(model.layout.shape, features);
  const design = new Design(model.layout, features);
  return Array.from(model.intercept, (intercept, k) => {
    const scores = new Float64Array(features.rows).fill(intercept);
    design.addProduct(model.coefficients.subarray(k * design.columns, (k + 1) * design.columns), scores);
    return scores;
  });
}

/**
 * `shape.kinds` U8 [features] (0 number, 1 category) and `shape.levels` I32 [features] (number of levels; 0 for a number)
 * give the columns in feature order: one for a number, one per level for a category. `columns.center`, `columns.scale`
 * F64 [columns]: z = (x − center)/scale for a number; a category's columns have 0 and 1 there and are 1 for the row's
 * level, else 0. `coefficients` F64 [outputs, columns], `intercept` F64 [outputs]. `penalty.l2`, `penalty.l1` F64 [1]:
 * weights of ½‖w‖² and of ‖w‖₁ in the objective; the intercept is never penalized.
 */
export function linearToTensors(model: LinearModel): Map<string, TensorLike> {
  const outputs = model.intercept.length;
  return new Map([
    ...layoutToTensors(model.layout),
    ['coefficients', { shape: [outputs, model.coefficients.length / outputs], data: model.coefficients }],
    ['intercept', vector(model.intercept)],
    ['penalty.l2', scalar(model.l2)],
    ['penalty.l1', scalar(model.l1)],
  ]);
}

export function linearFromTensors(tensors: ReadonlyMap<string, TensorLike>): LinearModel {
  return {
    layout: layoutFromTensors(tensors),
    coefficients: float64Tensor(tensors, 'coefficients'),
    intercept: float64Tensor(tensors, 'intercept'),
    l2: scalarTensor(tensors, 'penalty.l2'),
    l1: scalarTensor(tensors, 'penalty.l1'),
  };
}
