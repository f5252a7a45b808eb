/** Gaussian elimination with partial pivoting: the tests' own solver. */
export function solveDense(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let i = 0; i < n; i++) {
    const pivot = a.reduce((best, row, r) => (r >= i && Math.abs(row[i]!) > Math.abs(a[best]![i]!) ? r : best), i);
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    for (let r = i + 1; r < n; r++) {
      const factor = a[r]![i]! / a[i]![i]!;
      for (let c = i; c <= n; c++) a[r]![c]! -= factor * a[i]![c]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i]![n]!;
    for (let c = i + 1; c < n; c++) sum -= a[i]![c]! * x[c]!;
    x[i] = sum / a[i]![i]!;
  }
  return x;
}

/** Lehmer's generator (Park & Miller, CACM 31, 1988), uniform in (0, 1): the tests' own. */
export function lcg(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
