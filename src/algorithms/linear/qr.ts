/**
 * A P = Q R by Householder reflections with column pivoting (Businger & Golub, Numer. Math. 7, 1965), in place. Pivots by
 * the *relative* remaining norm, ‖what the chosen columns do not explain‖/‖column‖: a column's unit then plays no role,
 * as if all had been scaled to norm 1, without the rounding of a scaling.
 */
export interface QrFactorization {
  readonly rows: number;
  /** column-major, rows × columns: R above and on the diagonal of the first `rank` columns, reflectors below */
  readonly a: Float64Array;
  /** head of each reflector v = (head, entries below the diagonal); H = I − 2 v vᵀ/‖v‖² */
  readonly heads: Float64Array;
  /** 2/‖v‖² */
  readonly factors: Float64Array;
  /** pivots[k]: the original column at position k */
  readonly pivots: Int32Array;
  readonly rank: number;
}

/**
 * Overwrites `a` (column-major). The first `leading` columns are taken first, in order, if they are independent at all.
 * A column counts as dependent once less than `tolerance` of its norm remains.
 */
export function factorizeQr(a: Float64Array, rows: number, columns: number, leading: number, tolerance: number) {
  const pivots = Int32Array.from({ length: columns }, (_, j) => j);
  const norms = Float64Array.from({ length: columns }, (_, j) => norm(a, j * rows, (j + 1) * rows));
  const remaining = norms.slice();
  const heads = new Float64Array(Math.min(rows, columns));
  const factors = new Float64Array(heads.length);
  let rank = 0;
  for (let k = 0; k < heads.length; k++) {
    const pivot = k < leading ? k : largestRelative(remaining, norms, k);
    if (!(remaining[pivot]! > tolerance * norms[pivot]!)) break;
    swapColumns(a, rows, k, pivot);
    for (const list of [pivots, norms, remaining]) [list[k], list[pivot]] = [list[pivot]!, list[k]!];
    const diagonal = k * rows + k;
    const length = norm(a, diagonal, (k + 1) * rows);
    if (length === 0) break;
    const r = a[diagonal]! > 0 ? -length : length;
    heads[k] = a[diagonal]! - r;
    // ‖v‖² = 2·length·(length + |a_kk|)
    factors[k] = 1 / (length * (length + Math.abs(a[diagonal]!)));
    a[diagonal] = r;
    rank = k + 1;
    for (let j = k + 1; j < columns; j++) {
      reflect(a, k * rows, a, j * rows, k, rows, heads[k]!, factors[k]!);
      remaining[j] = remainingNorm(a, rows, j, k, remaining[j]!);
    }
  }
  return { rows, a, heads, factors, pivots, rank } satisfies QrFactorization;
}

/** v ← Qᵀ v, in place */
export function applyQTranspose({ rows, a, heads, factors, rank }: QrFactorization, v: Float64Array): void {
  for (let k = 0; k < rank; k++) reflect(a, k * rows, v, 0, k, rows, heads[k]!, factors[k]!);
}

/** v ← Q v, in place */
export function applyQ({ rows, a, heads, factors, rank }: QrFactorization, v: Float64Array): void {
  for (let k = rank - 1; k >= 0; k--) reflect(a, k * rows, v, 0, k, rows, heads[k]!, factors[k]!);
}

/** First `rank` entries of v ← R⁻¹ v, in place */
export function solveR({ rows, a, rank }: QrFactorization, v: Float64Array): void {
  for (let j = rank - 1; j >= 0; j--) {
    const x = v[j]! / a[j * rows + j]!;
    v[j] = x;
    for (let i = 0; i < j; i++) v[i]! -= a[j * rows + i]! * x;
  }
}

/** First `rank` entries of v ← R⁻ᵀ v, in place */
export function solveRTranspose({ rows, a, rank }: QrFactorization, v: Float64Array): void {
  for (let j = 0; j < rank; j++) {
    let sum = v[j]!;
    for (let i = 0; i < j; i++) sum -= a[j * rows + i]! * v[i]!;
    v[j] = sum / a[j * rows + j]!;
  }
}

function reflect(
  a: Float64Array,
  reflector: number,
  target: Float64Array,
  at: number,
  k: number,
  rows: number,
  head: number,
  factor: number,
): void {
  let product = head * target[at + k]!;
  for (let i = k + 1; i < rows; i++) product += a[reflector + i]! * target[at + i]!;
  const step = product * factor;
  target[at + k]! -= step * head;
  for (let i = k + 1; i < rows; i++) target[at + i]! -= step * a[reflector + i]!;
}

/** Norm below row k after its entry there was taken away, recomputed where the difference would cancel. */
function remainingNorm(a: Float64Array, rows: number, j: number, k: number, previous: number): number {
  const entry = a[j * rows + k]!;
  const squares = previous * previous - entry * entry;
  if (squares > 1e-3 * previous * previous) return Math.sqrt(squares);
  return norm(a, j * rows + k + 1, (j + 1) * rows);
}

/** Ties go to the lower position. A zero column has nothing left, relatively too. */
function largestRelative(remaining: Float64Array, norms: Float64Array, from: number): number {
  let best = from;
  let largest = -1;
  for (let j = from; j < norms.length; j++) {
    const relative = norms[j]! > 0 ? remaining[j]! / norms[j]! : 0;
    if (relative > largest) {
      largest = relative;
      best = j;
    }
  }
  return best;
}

function swapColumns(a: Float64Array, rows: number, i: number, j: number): void {
  if (i === j) return;
  const kept = a.slice(i * rows, (i + 1) * rows);
  a.copyWithin(i * rows, j * rows, (j + 1) * rows);
  a.set(kept, j * rows);
}

/** Scaled by the largest entry, so that it neither overflows nor underflows. */
function norm(a: Float64Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(a[i]!));
  if (largest === 0) return 0;
  let squares = 0;
  for (let i = from; i < to; i++) squares += (a[i]! / largest) * (a[i]! / largest);
  return largest * Math.sqrt(squares);
}
