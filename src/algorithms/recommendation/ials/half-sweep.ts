import { factorizeCholesky, solveCholesky } from '../../linalg/cholesky.js';

/** One side's interactions: those of row r lie at offsets[r] to offsets[r + 1] − 1. */
export interface Side {
  readonly offsets: Uint32Array;
  /** row of the other side that each interaction pairs with */
  readonly others: Int32Array;
  /** c − 1 = α q of each interaction */
  readonly weights: Float64Array;
  /** λ s(n) of each row */
  readonly ridge: Float64Array;
}

/** Lower triangle of YᵀY (k × k) for rows × k factors, summed row by row. */
export function gram(factors: Float64Array, k: number, out: Float64Array): void {
  out.fill(0);
  for (let row = 0; row < factors.length; row += k) addOuter(out, factors, row, k, 1);
}

/**
 * Solves every row of one side exactly, the other side held: (YᵀY + Σ (c − 1) y yᵀ + ridge I) x = Σ c y, sums over the row's
 * interactions in their order. `solved` and `held` are rows × k.
 */
export function solveSide(side: Side, solved: Float64Array, held: Float64Array, k: number): void {
  const shared = new Float64Array(k * k);
  gram(held, k, shared);
  const matrix = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let row = 0; row + 1 < side.offsets.length; row++) {
    matrix.set(shared);
    right.fill(0);
    for (let entry = side.offsets[row]!; entry < side.offsets[row + 1]!; entry++) {
      const other = side.others[entry]! * k;
      const weight = side.weights[entry]!;
      addOuter(matrix, held, other, k, weight);
      for (let f = 0; f < k; f++) right[f]! += (1 + weight) * held[other + f]!;
    }
    for (let f = 0; f < k; f++) matrix[f * k + f]! += side.ridge[row]!;
    if (!factorizeCholesky(matrix, k)) throw new RangeError('normal equations are not positive definite');
    solveCholesky(matrix, k, right);
    solved.set(right, row * k);
  }
}

/** Lower triangle of out += weight · y yᵀ, y the k entries of `rows` from `at` on. */
function addOuter(out: Float64Array, rows: Float64Array, at: number, k: number, weight: number): void {
  for (let i = 0; i < k; i++) {
    const scaled = weight * rows[at + i]!;
    for (let j = 0; j <= i; j++) out[i * k + j]! += scaled * rows[at + j]!;
  }
}
