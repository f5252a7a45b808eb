import { type Matrix, matrixRow } from '../encoding/dense.js';
import { NearestList } from '../neighbours/nearest-list.js';
import { searchOf } from '../neighbours/search.js';

export interface Neighbours {
  readonly k: number;
  /** rows × k, ascending distance; ties by ascending reference row */
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/**
 * The k nearest reference rows of each query row by Euclidean distance, exactly; squares are summed in column order. The first
 * reference row at distance 0 is taken for the query itself and left out, so that a training row is never its own neighbour.
 * Needs more than k reference rows.
 */
export function nearestNeighbours(reference: Matrix, queries: Matrix, k: number): Neighbours {
  const search = searchOf(reference, queries.rows);
  const rows = new Int32Array(queries.rows * k);
  const distances = new Float64Array(queries.rows * k);
  const list = new NearestList(k + 1);
  for (let query = 0; query < queries.rows; query++) {
    list.clear();
    search(matrixRow(queries, query), list);
    const first = list.squares[0] === 0 ? 1 : 0;
    for (let i = 0; i < k; i++) {
      rows[query * k + i] = list.rows[first + i]!;
      distances[query * k + i] = Math.sqrt(list.squares[first + i]!);
    }
  }
  return { k, rows, distances };
}
