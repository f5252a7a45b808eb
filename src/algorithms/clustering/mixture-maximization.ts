import { type Matrix } from '../encoding/dense.js';

export interface MixtureParameters {
  readonly weights: Float64Array;
  /** components × columns */
  readonly means: Float64Array;
  /** components × columns × columns */
  readonly covariances: Float64Array;
}

const FLOOR = 1e-6;

/**
 * The M-step: weighted means and covariances (+ 1e−6 I), sums in row order. A component without weight keeps unit
 * covariance.
 */
export function maximization(
  { rows, columns, data }: Matrix,
  responsibilities: Float64Array,
  components: number,
  isDiagonal: boolean,
): MixtureParameters {
  const weights = new Float64Array(components);
  const means = new Float64Array(components * columns);
  const covariances = new Float64Array(components * columns * columns);
  const deviation = new Float64Array(columns);
  for (let k = 0; k < components; k++) {
    const mean = means.subarray(k * columns, (k + 1) * columns);
    const covariance = covariances.subarray(k * columns * columns, (k + 1) * columns * columns);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const share = responsibilities[row * components + k]!;
      total += share;
      for (let i = 0; i < columns; i++) mean[i]! += share * data[row * columns + i]!;
    }
    weights[k] = total / rows;
    if (total > 0) for (let i = 0; i < columns; i++) mean[i]! /= total;
    for (let row = 0; row < rows && total > 0; row++) {
      const share = responsibilities[row * components + k]! / total;
      for (let i = 0; i < columns; i++) deviation[i] = data[row * columns + i]! - mean[i]!;
      for (let i = 0; i < columns; i++) {
        for (let j = isDiagonal ? i : 0; j <= i; j++)
          covariance[i * columns + j]! += share * deviation[i]! * deviation[j]!;
      }
    }
    for (let i = 0; i < columns; i++) {
      covariance[i * columns + i]! += total > 0 ? FLOOR : 1;
      for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]!;
    }
  }
  return { weights, means, covariances };
}
