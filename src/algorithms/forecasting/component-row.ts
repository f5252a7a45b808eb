/** A component as its rows of the tensors, see tensors.ts; P observations per season. */
export interface ComponentRow {
  /** [4] codes */
  readonly form: readonly number[];
  /** [4] */
  readonly smoothing: ArrayLike<number>;
  /** [2 + P] */
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  readonly variance: number;
  /** [2] */
  readonly drift: ArrayLike<number>;
  /** [P] or none */
  readonly indices: ArrayLike<number>;
  /** [2, P] before the first and after the last observation, or none */
  readonly potentials: ArrayLike<number>;
}

/** A row that was read from tensors: every part has its full length. */
export interface StoredRow extends ComponentRow {
  readonly smoothing: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly drift: Float64Array;
  readonly indices: Float64Array;
  readonly potentials: Float64Array;
}
