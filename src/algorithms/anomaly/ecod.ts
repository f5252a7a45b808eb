import { type TensorLike } from '../contract.js';
import { type Matrix } from '../encoding/dense.js';
import { log } from '../math/index.js';
import { float64Tensor } from '../tabular/tensors.js';
import { detector } from './detector.js';

export interface EcodState {
  readonly rows: number;
  readonly columns: number;
  /** columns × rows: the training values of each column, ascending */
  readonly sorted: Float64Array;
}

/**
 * Empirical cumulative distributions: Σ over columns of max(−log L, −log R) with L = max(#{≤ x}, 1)/n and R = max(#{≥
 * x}, 1)/n over the n training rows. (The paper takes the maximum after the sum; the authors’ code in PyOD takes it
 * per column, and so do we.) Tensor: `sorted` F64 [columns, n].
 */
export const ecod = detector<EcodState>({
  name: 'ecod',
  title: 'Empirical tail probabilities (ECOD)',
  source: 'Li, Zhao, Hu, Botta, Ionescu & Chen, ECOD, IEEE TKDE 2022',
  fit({ rows, columns, data }) {
    const sorted = new Float64Array(columns * rows);
    for (let column = 0; column < columns; column++) {
      const values = Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
      sorted.set(values.sort(), column * rows);
    }
    return { rows, columns, sorted };
  },
  score: scoreRows,
  toTensors: ({ sorted, rows, columns }): [string, TensorLike][] => [
    ['sorted', { shape: [columns, rows], data: sorted }],
  ],
  fromTensors(tensors) {
    const sorted = float64Tensor(tensors, 'sorted');
    const [columns = 0, rows = 0] = tensors.get('sorted')!.shape;
    return { sorted, columns, rows };
  },
  memory: (rows, columns) => 16 * rows * columns,
});

function scoreRows({ rows: n, columns, sorted }: EcodState, points: Matrix): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, row) => {
    let total = 0;
    for (let column = 0; column < columns; column++) {
      const values = sorted.subarray(column * n, (column + 1) * n);
      const x = points.data[row * columns + column]!;
      const rarer = Math.min(countBelow(values, x, true), n - countBelow(values, x, false));
      total -= log(Math.max(1, rarer) / n);
    }
    return total;
  });
}

/** How many of the ascending values are < x, or ≤ x. */
function countBelow(values: Float64Array, x: number, isEqualCounted: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < x || (isEqualCounted && values[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}
