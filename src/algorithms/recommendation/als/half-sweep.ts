import { factorizeCholesky, solveCholesky } from '../../linalg/cholesky.js';
import { gatherIndices, gatherNumbers, groupBy } from '../adjacency.js';
import { ridgeScale, type Scaling } from '../ridge-scaling.js';

/** One side's view of the ratings: those of row r lie at `offsets[r]` to `offsets[r + 1] − 1`, in the data's order. */
export interface Side {
  readonly offsets: Uint32Array;
  /** row of the other side that each rating pairs with */
  readonly others: Int32Array;
  /** rating − mean */
  readonly targets: Float64Array;
  /** ridge of the bias and of the vector of each row */
  readonly biasRidge: number;
  readonly vectorRidge: Float64Array;
}

export interface Ridge {
  readonly bias: number;
  readonly vector: number;
  readonly scaling: Scaling;
}

export function buildSide(
  keys: Int32Array,
  count: number,
  others: Int32Array,
  centred: Float64Array,
  ridge: Ridge,
): Side {
  const { offsets, entries } = groupBy(keys, count);
  const vectorRidge = Float64Array.from(
    { length: count },
    (_, row) => ridge.vector * ridgeScale(ridge.scaling, offsets[row + 1]! - offsets[row]!),
  );
  return {
    offsets,
    others: gatherIndices(others, entries),
    targets: gatherNumbers(centred, entries),
    biasRidge: ridge.bias,
    vectorRidge,
  };
}

/**
 * Solves every row of one side exactly, the other side held: for row r, with one design row a = (1, y_o) and one target
 * t = rating − mean − b_o per rating, z_r = (b_r, x_r) is the solution of (AᵀA + Λ) z = Aᵀt, Λ = diag(biasRidge,
 * vectorRidge_r, …, vectorRidge_r). `solved` and `held` are rows × width, width = 1 + k, each row (bias, vector).
 * Sums run over the ratings in the data's order.
 */
export function solveSide(side: Side, solved: Float64Array, held: Float64Array, width: number): void {
  const normal = new Float64Array(width * width);
  const right = new Float64Array(width);
  const design = new Float64Array(width);
  design[0] = 1;
  for (let row = 0; row + 1 < side.offsets.length; row++) {
    normal.fill(0);
    right.fill(0);
    for (let entry = side.offsets[row]!; entry < side.offsets[row + 1]!; entry++) {
      const other = side.others[entry]! * width;
      for (let i = 1; i < width; i++) design[i] = held[other + i]!;
      accumulate(normal, right, design, side.targets[entry]! - held[other]!, width);
    }
    normal[0]! += side.biasRidge;
    for (let i = 1; i < width; i++) normal[i * width + i]! += side.vectorRidge[row]!;
    // Λ is positive, so that the matrix is positive definite unless its entries are not finite.
    if (!factorizeCholesky(normal, width)) throw new RangeError('normal equations are not positive definite');
    solveCholesky(normal, width, right);
    solved.set(right, row * width);
  }
}

/** Lower triangle of normal += a aᵀ, right += t a. */
function accumulate(normal: Float64Array, right: Float64Array, a: Float64Array, t: number, width: number): void {
  for (let i = 0; i < width; i++) {
    const ai = a[i]!;
    const row = i * width;
    right[i]! += ai * t;
    for (let j = 0; j <= i; j++) normal[row + j]! += ai * a[j]!;
  }
}
