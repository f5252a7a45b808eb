import { type RidgeSide } from '../../../../src/algorithms/kernels/alternating-ridge.js';

/**
 * The half-sweep of kernels/normal-equations.ts in plain JavaScript: the same operations on each number in the same order, so
 * that the bits are the same. `round` is Math.fround or the identity.
 */
export interface Arithmetic {
  readonly round: (x: number) => number;
  /** lanes of a vector register: the order of the backward substitution's sums depends on it */
  readonly lanes: number;
}

export const F32: Arithmetic = { round: Math.fround, lanes: 4 };
export const F64: Arithmetic = { round: (x) => x, lanes: 2 };

/** Rows of k, held by the solve. */
export interface Held {
  readonly rows: readonly (readonly number[])[];
  readonly shifts: readonly number[];
}

export function solveSideTwin(side: RidgeSide, held: Held, k: number, dense: boolean, { round, lanes }: Arithmetic) {
  const gram = matrix(k);
  if (dense) for (const y of held.rows) addOuter(gram, y, round);
  return Array.from({ length: side.offsets.length - 1 }, (_, row) => {
    const a = gram.map((line) => [...line]);
    const right = new Array<number>(k).fill(0);
    for (let entry = side.offsets[row]!; entry < side.offsets[row + 1]!; entry++) {
      const other = side.others[entry]!;
      const y = held.rows[other]!;
      const root = round(Math.sqrt(round(side.weights[entry]!)));
      const t = round(round(side.targets[entry]!) - held.shifts[other]!);
      y.forEach((value, j) => (right[j] = round(round(value * t) + right[j]!)));
      const scaled = y.map((value) => round(value * root));
      addOuter(a, scaled, round);
    }
    for (let j = 0; j < k; j++) a[j]![j] = round(a[j]![j]! + round(side.vectorRidge[row]!));
    return solve(a, right, round, lanes);
  });
}

const matrix = (k: number) => Array.from({ length: k }, () => new Array<number>(k).fill(0));

function addOuter(a: number[][], y: readonly number[], round: Arithmetic['round']): void {
  for (let i = 0; i < y.length; i++)
    for (let j = i; j < y.length; j++) a[i]![j] = round(round(y[i]! * y[j]!) + a[i]![j]!);
}

/** Right-looking Cholesky with reciprocal pivots, forward along with it, backward by sums over lanes. */
function solve(a: number[][], z: number[], round: Arithmetic['round'], lanes: number): number[] {
  const k = z.length;
  for (let p = 0; p < k; p++) {
    const inverse = round(1 / round(Math.sqrt(a[p]![p]!)));
    a[p]![p] = inverse;
    for (let j = p + 1; j < k; j++) a[p]![j] = round(a[p]![j]! * inverse);
    z[p] = round(z[p]! * inverse);
    for (let i = p + 1; i < k; i++) {
      for (let j = i; j < k; j++) a[i]![j] = round(a[i]![j]! - round(a[p]![i]! * a[p]![j]!));
      z[i] = round(z[i]! - round(a[p]![i]! * z[p]!));
    }
  }
  const x = new Array<number>(k).fill(0);
  for (let i = k - 1; i >= 0; i--) {
    const sums = new Array<number>(lanes).fill(0);
    for (let j = i + 1; j < k; j++) sums[j % lanes] = round(round(a[i]![j]! * x[j]!) + sums[j % lanes]!);
    const sum = sums.reduce((left, right) => round(left + right));
    x[i] = round(round(z[i]! - sum) * a[i]![i]!);
  }
  return x;
}
