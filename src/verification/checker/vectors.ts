/** Σ aᵢbᵢ, in index order */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

/** ‖a − b‖₂ */
export const distance = (a: Float64Array, b: Float64Array): number => norm(a.map((value, i) => value - b[i]!));
