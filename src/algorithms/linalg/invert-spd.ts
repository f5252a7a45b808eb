/**
 * Replaces the lower triangle of a symmetric positive definite matrix (n × n, row-major; only the lower triangle is read)
 * by that of its inverse: the sweep operator on each pivot in turn (Goodnight, "A tutorial on the SWEEP operator",
 * The American Statistician 33(3), 1979), which leaves −A⁻¹. Returns false where a pivot is not positive.
 */
export function invertSpd(a: Float64Array, n: number): boolean {
  const column = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const pivot = a[k * n + k]!;
    if (!(pivot > 0)) return false;
    for (let i = 0; i < n; i++) column[i] = i < k ? a[k * n + i]! : a[i * n + k]!;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = column[i]! / pivot;
      const row = i * n;
      for (let j = 0; j <= i; j++) a[row + j]! -= factor * column[j]!;
      if (i < k) a[k * n + i] = factor;
      else a[row + k] = factor;
    }
    for (let j = 0; j < k; j++) a[k * n + j] = column[j]! / pivot;
    a[k * n + k] = -1 / pivot;
  }
  for (let i = 0; i < n * n; i++) a[i] = -a[i]!;
  return true;
}
