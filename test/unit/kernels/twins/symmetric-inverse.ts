const BLOCK = 128;

/** kernels/symmetric-inverse.ts in plain JavaScript: the same operations on each number in the same order. */
export function invertTwin(lower: Float64Array, n: number): Float64Array | null {
  const blocks = n / BLOCK;
  const a = lower.slice();
  const at = (i: number, j: number) => (i >= j ? i * n + j : j * n + i);
  for (let k = 0; k < blocks; k++) {
    const first = k * BLOCK;
    const d = invertBlock((r, c) => a[at(first + r, first + c)]!);
    if (!d) return null;
    const others = Array.from({ length: n }, (_, i) => i).filter((i) => i < first || i >= first + BLOCK);
    const v = new Map(others.map((i) => [i, Float64Array.from({ length: BLOCK }, (_, p) => a[at(i, first + p)]!)]));
    const w = new Map(
      others.map((i) => {
        const row = v.get(i)!;
        return [
          i,
          Float64Array.from({ length: BLOCK }, (_, p) => row.reduce((sum, x, q) => sum - -x * d[p * BLOCK + q]!, 0)),
        ];
      }),
    );
    for (const i of others) {
      for (const j of others) {
        if (j > i) continue;
        let sum = a[i * n + j]!;
        for (let p = 0; p < BLOCK; p++) sum -= w.get(i)![p]! * v.get(j)![p]!;
        a[i * n + j] = sum;
      }
    }
    for (const i of others) for (let p = 0; p < BLOCK; p++) a[at(i, first + p)] = w.get(i)![p]!;
    for (let r = 0; r < BLOCK; r++) for (let c = 0; c <= r; c++) a[at(first + r, first + c)] = -d[r * BLOCK + c]!;
  }
  return a.map((x) => -x);
}

function invertBlock(lower: (r: number, c: number) => number): Float64Array | null {
  const d = Float64Array.from({ length: BLOCK * BLOCK }, (_, at) => {
    const [r, c] = [Math.floor(at / BLOCK), at % BLOCK];
    return r >= c ? lower(r, c) : lower(c, r);
  });
  for (let p = 0; p < BLOCK; p++) {
    if (!(d[p * BLOCK + p]! > 0)) return null;
    const inverse = 1 / d[p * BLOCK + p]!;
    for (let j = 0; j < BLOCK; j++) d[p * BLOCK + j]! *= inverse;
    d[p * BLOCK + p] = inverse;
    for (let i = 0; i < BLOCK; i++) {
      if (i === p) continue;
      const factor = d[i * BLOCK + p]!;
      d[i * BLOCK + p] = 0;
      for (let j = 0; j < BLOCK; j++) d[i * BLOCK + j]! -= factor * d[p * BLOCK + j]!;
    }
  }
  return d;
}
