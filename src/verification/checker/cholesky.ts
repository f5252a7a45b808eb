/**
 * Cholesky's factorization A = LLᵀ of a symmetric positive definite n × n matrix, row by row, and what follows from it
 * (Golub & Van Loan, "Matrix Computations", 4th ed., algorithm 4.2.1 and section 3.1). Row-major; the lower triangle counts.
 */

/** L in place of the lower triangle; false where a pivot is not positive: then A is not positive definite. */
export function factorize(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let m = 0; m < j; m++) sum -= a[i * n + m]! * a[j * n + m]!;
      if (i > j) a[i * n + j] = sum / a[j * n + j]!;
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** b ← L⁻¹b */
export function forward(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) b[i]! -= l[i * n + j]! * b[j]!;
    b[i]! /= l[i * n + i]!;
  }
  return b;
}

/** b ← (LLᵀ)⁻¹b */
export function solve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  forward(l, n, b);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i]! -= l[j * n + i]! * b[j]!;
    b[i]! /= l[i * n + i]!;
  }
  return b;
}
