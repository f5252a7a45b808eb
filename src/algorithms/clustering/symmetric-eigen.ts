export interface Eigenpairs {
  /** descending */
  readonly values: Float64Array;
  /**
   * n × n, row i belongs to values[i]; unit length, its component of largest magnitude (the first of equals) positive
   */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 60;

/**
 * All eigenpairs of a symmetric matrix (n × n, row-major) by cyclic Jacobi rotations (Golub & Van Loan, 4th ed.,
 * 8.5.5): residual and orthogonality to a few ulp. Work grows as n³ per sweep, of which six to ten are needed.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigenpairs {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, n) > 0; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const column = Float64Array.from({ length: n }, (_, i) => v[i * n + from]!);
    vectors.set(withPositivePeak(column), to * n);
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}

/** Σ squares above the diagonal that are not negligible beside their diagonal elements. */
function offDiagonal(a: Float64Array, n: number): number {
  let total = 0;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) if (!isNegligible(a, n, p, q)) total += a[p * n + q]! * a[p * n + q]!;
  }
  return total;
}

function isNegligible(a: Float64Array, n: number, p: number, q: number): boolean {
  const size = Math.abs(a[p * n + p]!) + Math.abs(a[q * n + q]!);
  return size + Math.abs(a[p * n + q]!) === size;
}

/** Zeroes a[p, q] by A ← JᵀAJ, V ← VJ; the smaller of the two angles. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const tau = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let i = 0; i < n; i++) {
    const [ip, iq] = [a[i * n + p]!, a[i * n + q]!];
    a[i * n + p] = c * ip - s * iq;
    a[i * n + q] = s * ip + c * iq;
    const [vp, vq] = [v[i * n + p]!, v[i * n + q]!];
    v[i * n + p] = c * vp - s * vq;
    v[i * n + q] = s * vp + c * vq;
  }
  for (let i = 0; i < n; i++) {
    const [pi, qi] = [a[p * n + i]!, a[q * n + i]!];
    a[p * n + i] = c * pi - s * qi;
    a[q * n + i] = s * pi + c * qi;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

function withPositivePeak(vector: Float64Array): Float64Array {
  let peak = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(peak)) peak = value;
  return peak < 0 ? vector.map((value) => -value) : vector;
}
