import { productError, sumError } from '../math/double-double.js';
import { type Column, fillColumn } from './columns.js';
import { applyQ, applyQTranspose, type QrFactorization, solveR, solveRTranspose } from './qr.js';

interface Solution {
  readonly weights: Float64Array;
  readonly residual: Float64Array;
}

const MOST_STEPS = 10;

/**
 * Iterative refinement of a least squares solution through the augmented system r + Xw = y, Xᵀr = 0 (Björck, BIT 7,
 * 1967): its residuals are computed in twice the precision, so that the limit is accurate to working precision wherever
 * the condition of X is below about 1e15. A step that does not halve the correction is not taken, and ends it.
 */
export function refine(
  qr: QrFactorization,
  columns: readonly Column[],
  target: Float64Array,
  start: Solution,
): Solution {
  const weights = start.weights.slice();
  const residual = start.residual.slice();
  const norms = columns.map((column) => columnNorm(column, qr.rows));
  let previous = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { upper, lower } = augmentedResidual(columns, target, weights, residual);
    solveRTranspose(qr, lower);
    applyQTranspose(qr, upper);
    const correction = Float64Array.from(lower, (c, k) => upper[k]! - c);
    solveR(qr, correction);
    upper.set(lower);
    applyQ(qr, upper);
    let size = 0;
    for (let k = 0; k < columns.length; k++) size = Math.max(size, Math.abs(correction[k]!) * norms[k]!);
    if (!(size < previous / 2) || size === 0) break;
    previous = size;
    for (let k = 0; k < columns.length; k++) weights[k]! += correction[k]!;
    for (let i = 0; i < qr.rows; i++) residual[i]! += upper[i]!;
  }
  return { weights, residual };
}

/** upper = y − r − Xw, lower = −Xᵀr, each summed in twice the precision and rounded once. */
function augmentedResidual(
  columns: readonly Column[],
  target: Float64Array,
  weights: Float64Array,
  residual: Float64Array,
) {
  const rows = target.length;
  const upper = target.slice();
  const lost = new Float64Array(rows);
  const lower = new Float64Array(columns.length);
  const cells = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const next = upper[i]! - residual[i]!;
    lost[i] = sumError(upper[i]!, -residual[i]!, next);
    upper[i] = next;
  }
  columns.forEach((column, k) => {
    fillColumn(column, cells);
    const weight = -weights[k]!;
    let total = 0;
    let error = 0;
    for (let i = 0; i < rows; i++) {
      const cell = cells[i]!;
      const product = weight * cell;
      const next = upper[i]! + product;
      lost[i]! += sumError(upper[i]!, product, next) + productError(weight, cell, product);
      upper[i] = next;
      const term = -cell * residual[i]!;
      const sum = total + term;
      error += sumError(total, term, sum) + productError(-cell, residual[i]!, term);
      total = sum;
    }
    lower[k] = total + error;
  });
  for (let i = 0; i < rows; i++) upper[i]! += lost[i]!;
  return { upper, lower };
}

function columnNorm(column: Column, rows: number): number {
  const cells = new Float64Array(rows);
  fillColumn(column, cells);
  let squares = 0;
  for (const cell of cells) squares += cell * cell;
  return Math.sqrt(squares);
}
