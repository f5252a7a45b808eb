/**
 * Cholesky factorization of a symmetric positive definite matrix and the solution of A x = b with it (Golub & Van Loan,
 * "Matrix Computations", 4th ed., §4.2, the row-oriented `gaxpy` form). Dot products run in ascending column order.
 */

/**
 * Replaces the lower triangle of `a` (n × n, row-major; only the lower triangle is read) by L with L Lᵀ = A. Returns false,
 * with `a` half overwritten, if A is not positive definite to working precision.
 */
export function factorizeCholesky(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= a[rowI + k]! * a[rowJ + k]!;
      if (j < i) a[rowI + j] = sum / a[rowJ + j]!;
      else if (sum > 0) a[rowI + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Replaces `b` (n) by the solution x of L Lᵀ x = b, for L of factorizeCholesky. */
export function solveCholesky(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / l[i * n + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] = b[k]! - l[i * n + k]! * x;
  }
}
