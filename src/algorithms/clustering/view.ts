import { type TensorLike } from '../contract.js';
import { type Matrix } from '../encoding/dense.js';
import { float64Tensor, vector } from '../tabular/tensors.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** A plane to look at the rows in: their first two principal components. */
export interface View {
  readonly mean: Float64Array;
  /** 2 × columns, orthonormal; the second is 0 for a single column */
  readonly axes: Float64Array;
  /** share of the total variance along each axis */
  readonly explained: Float64Array;
}

/** Beyond this a full eigendecomposition costs too much: the view keeps the columns of greatest variance. */
const MOST_COLUMNS = 200;

/** Principal components of the covariance matrix (denominator n) of the encoded rows (Hotelling 1933). */
export function principalView(points: Matrix): View {
  const { rows, columns, data } = points;
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  const variance = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) {
    const deviation = data[i]! - mean[i % columns]!;
    variance[i % columns]! += (deviation * deviation) / rows;
  }
  const kept = [...variance.keys()].sort((i, j) => variance[j]! - variance[i]! || i - j).slice(0, MOST_COLUMNS);
  kept.sort((i, j) => i - j);
  const n = kept.length;
  const { values, vectors } = symmetricEigen(covariance(points, mean, kept), n);
  const axes = new Float64Array(2 * columns);
  for (let axis = 0; axis < Math.min(2, n); axis++) {
    kept.forEach((column, i) => (axes[axis * columns + column] = vectors[axis * n + i]!));
  }
  const total = variance.reduce((sum, value) => sum + value, 0);
  const explained = Float64Array.from([0, 1], (axis) => (total > 0 ? Math.max(0, values[axis] ?? 0) / total : 0));
  return { mean, axes, explained };
}

function covariance({ rows, columns, data }: Matrix, mean: Float64Array, kept: readonly number[]): Float64Array {
  const n = kept.length;
  const matrix = new Float64Array(n * n);
  const deviation = new Float64Array(n);
  for (let row = 0; row < rows; row++) {
    kept.forEach((column, i) => (deviation[i] = data[row * columns + column]! - mean[column]!));
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) matrix[i * n + j]! += (deviation[i]! * deviation[j]!) / rows;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j]!;
  return matrix;
}

/** rows × 2: coordinates in the plane. */
export function project({ mean, axes }: View, { rows, columns, data }: Matrix): Float64Array {
  const plane = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    for (let axis = 0; axis < 2; axis++) {
      let total = 0;
      for (let column = 0; column < columns; column++)
        total += (data[row * columns + column]! - mean[column]!) * axes[axis * columns + column]!;
      plane[2 * row + axis] = total;
    }
  }
  return plane;
}

/** `view.mean` F64 [columns], `view.axes` F64 [2, columns], `view.explained` F64 [2], as in View. */
export function viewToTensors({ mean, axes, explained }: View): [string, TensorLike][] {
  return [
    ['view.mean', vector(mean)],
    ['view.axes', { shape: [2, mean.length], data: axes }],
    ['view.explained', vector(explained)],
  ];
}

export function viewFromTensors(tensors: ReadonlyMap<string, TensorLike>): View {
  return {
    mean: float64Tensor(tensors, 'view.mean'),
    axes: float64Tensor(tensors, 'view.axes'),
    explained: float64Tensor(tensors, 'view.explained'),
  };
}
