import { type Matrix } from '../encoding/dense.js';

/** Columns after which a partial distance is compared with the farthest neighbour so far. */
const BLOCK = 8;

export interface Neighbours {
  readonly k: number;
  /** rows × k, ascending distance; ties by ascending reference row */
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/**
 * The k nearest reference rows of each query row by Euclidean distance, exactly: every reference row is looked at,
 * squares are summed in column order. The first reference row at distance 0 is taken for the query itself and left
 * out, so that a training row is never its own neighbour. Needs more than k reference rows.
 */
export function nearestNeighbours(reference: Matrix, queries: Matrix, k: number): Neighbours {
  const { columns } = reference;
  const rows = new Int32Array(queries.rows * k);
  const distances = new Float64Array(queries.rows * k);
  const bestSquares = new Float64Array(k);
  const bestRows = new Int32Array(k);
  for (let query = 0; query < queries.rows; query++) {
    bestSquares.fill(Infinity);
    let isSelfFound = false;
    for (let row = 0; row < reference.rows; row++) {
      const square = boundedSquare(
        queries.data,
        query * columns,
        reference.data,
        row * columns,
        columns,
        bestSquares[k - 1]!,
      );
      if (square === 0 && !isSelfFound) {
        isSelfFound = true;
        continue;
      }
      if (square >= bestSquares[k - 1]!) continue;
      let at = k - 1;
      for (; at > 0 && bestSquares[at - 1]! > square; at--) {
        bestSquares[at] = bestSquares[at - 1]!;
        bestRows[at] = bestRows[at - 1]!;
      }
      bestSquares[at] = square;
      bestRows[at] = row;
    }
    rows.set(bestRows, query * k);
    for (let i = 0; i < k; i++) distances[query * k + i] = Math.sqrt(bestSquares[i]!);
  }
  return { k, rows, distances };
}

/** Squared distance, or some value ≥ bound where it is not below it. */
function boundedSquare(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  columns: number,
  bound: number,
): number {
  let square = 0;
  for (let start = 0; start < columns && square < bound; start += BLOCK) {
    const end = Math.min(start + BLOCK, columns);
    for (let column = start; column < end; column++) {
      const difference = a[fromA + column]! - b[fromB + column]!;
      square += difference * difference;
    }
  }
  return square;
}
