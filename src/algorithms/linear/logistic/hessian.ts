import { interceptIndex, type LogisticProblem } from './problem.js';

/** ∇² of the smooth objective, row-major, size². Output pair (k, l) weighs row i with p_k(δ_kl − p_l). */
export function hessian(problem: LogisticProblem, probabilities: readonly Float64Array[]): Float64Array {
  const { design, outputs, size, l2 } = problem;
  const { columns } = design;
  const result = new Float64Array(size * size);
  for (let k = 0; k < outputs; k++) {
    for (let l = 0; l <= k; l++) {
      const other = probabilities[l]!;
      const weights = probabilities[k]!.map((p, i) => (k === l ? p * (1 - p) : -p * other[i]!));
      const block = design.gram(weights);
      const rows = positions(problem, k);
      const across = positions(problem, l);
      for (let i = 0; i <= columns; i++) {
        for (let j = 0; j <= columns; j++) {
          const [row, column] = [rows[i]!, across[j]!];
          if (row < 0 || column < 0) continue;
          const value = block[i * (columns + 1) + j]!;
          result[row * size + column] = value;
          result[column * size + row] = value;
        }
      }
    }
  }
  for (let j = 0; j < problem.weightCount; j++) result[j * size + j]! += l2;
  return result;
}

/** H v without H: per row the curvature of the softmax, between Z and Zᵀ. */
export function hessianProduct(
  problem: LogisticProblem,
  probabilities: readonly Float64Array[],
  v: Float64Array,
): Float64Array {
  const { design, outputs, size, l2 } = problem;
  const { columns, rows } = design;
  const moved = Array.from({ length: outputs }, (_, k) => {
    const index = interceptIndex(problem, k);
    const out = new Float64Array(rows).fill(index < 0 ? 0 : v[index]!);
    design.addProduct(v.subarray(k * columns, (k + 1) * columns), out);
    return out;
  });
  for (let i = 0; i < rows; i++) {
    let mean = 0;
    for (let k = 0; k < outputs; k++) mean += probabilities[k]![i]! * moved[k]![i]!;
    for (let k = 0; k < outputs; k++) moved[k]![i] = probabilities[k]![i]! * (moved[k]![i]! - mean);
  }
  const result = new Float64Array(size);
  for (let k = 0; k < outputs; k++) {
    result.set(design.transposeProduct(moved[k]!), k * columns);
    const index = interceptIndex(problem, k);
    if (index >= 0) result[index] = moved[k]!.reduce((sum, value) => sum + value, 0);
  }
  for (let j = 0; j < problem.weightCount; j++) result[j]! += l2 * v[j]!;
  return result;
}

/** The diagonal of H. */
export function hessianDiagonal(problem: LogisticProblem, probabilities: readonly Float64Array[]): Float64Array {
  const { design, outputs, size, l2 } = problem;
  const result = new Float64Array(size);
  for (let k = 0; k < outputs; k++) {
    const weights = probabilities[k]!.map((p) => p * (1 - p));
    result.set(design.squaresProduct(weights), k * design.columns);
    const index = interceptIndex(problem, k);
    if (index >= 0) result[index] = weights.reduce((sum, weight) => sum + weight, 0);
  }
  for (let j = 0; j < problem.weightCount; j++) result[j]! += l2;
  return result;
}

/** Where the columns of output k, then its intercept, stand in θ; −1: not a variable. */
function positions(problem: LogisticProblem, k: number): Int32Array {
  const { columns } = problem.design;
  return Int32Array.from({ length: columns + 1 }, (_, j) =>
    j < columns ? k * columns + j : interceptIndex(problem, k),
  );
}
