import { type Threads } from './threads/threads.js';

/** One side of a sparse matrix: the entries of row r lie at offsets[r] to offsets[r + 1] − 1. */
export interface RidgeSide {
  readonly offsets: Uint32Array;
  /** row of the other side that each entry pairs with */
  readonly others: Int32Array;
  /** weight of yyᵀ, beside `others` */
  readonly weights: Float64Array;
  /** coefficient of y on the right-hand side, beside `others` */
  readonly targets: Float64Array;
  /** ridge of the vector of each row */
  readonly vectorRidge: Float64Array;
  /** ridge of the bias of every row; not used without biases */
  readonly biasRidge: number;
}

export interface RidgeProblem {
  /** f32 is about twice as fast */
  readonly precision: 'f32' | 'f64';
  /** length of the vectors, without the bias */
  readonly factors: number;
  /** each row has a bias besides its vector, which is a target's shift for the other side */
  readonly biased: boolean;
  /** YᵀY over all rows of the held side is part of every matrix */
  readonly dense: boolean;
  readonly sides: readonly [RidgeSide, RidgeSide];
  /** used where the problem is large enough; the solutions are the same */
  readonly threads?: Threads | undefined;
}

export interface Rows {
  /** zeros without biases */
  readonly bias: Float64Array;
  /** rows × factors, row-major */
  readonly vectors: Float64Array;
}
