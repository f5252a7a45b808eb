import { type Matrix } from '../encoding/dense.js';
import { KdTree } from './kd-tree.js';
import { type NearestList } from './nearest-list.js';

/** Columns after which a partial distance is compared with the farthest neighbour so far. */
const BLOCK = 8;
/** Of fewer rows, or for fewer queries, a scan is done before a tree is built. */
const FEWEST_ROWS = 400;
const FEWEST_QUERIES = 32;
const MOST_COLUMNS = 40;
/** A tree that looks at more than this share of the rows in its first queries takes longer than scans would. */
const WORTHWHILE_SHARE = 0.35;
const TRIAL_QUERIES = 16;

/** Offers a list the rows that it may want, by squared Euclidean distance to `query`, summed in column order. */
export type Search = (query: Float64Array, list: NearestList) => void;

/**
 * An exact search among the rows of `points` for about `queries` queries: by a tree as long as that pays, else by scans. Both find
 * the same, bit by bit, and what pays is counted in rows, not timed.
 */
export function searchOf(points: Matrix, queries: number): Search {
  const tree = treeOf(points, queries);
  let tried = 0;
  let isScanning = tree === null;
  return (query, list) => {
    if (tree === null || isScanning) return scan(points, query, list);
    tree.nearest(query, list);
    if (++tried === TRIAL_QUERIES) isScanning = tree.looked > WORTHWHILE_SHARE * points.rows * tried;
  };
}

/** Null where scans are sooner done. */
function treeOf(points: Matrix, queries: number): KdTree | null {
  const { rows, columns } = points;
  const isWorthTrying = rows >= FEWEST_ROWS && queries >= FEWEST_QUERIES && columns > 0 && columns <= MOST_COLUMNS;
  return isWorthTrying ? new KdTree(points) : null;
}

/** Visits the rows whose squared distance to `query` is at most `limit`, the query's own among them, in no order of meaning. */
export type RangeSearch = (query: Float64Array, limit: number, visit: (row: number) => void) => void;

/** As searchOf. What a tree looks at in vain is no more than a scan would, and what it finds is to be visited in any case. */
export function rangeSearchOf(points: Matrix, queries: number): RangeSearch {
  const tree = treeOf(points, queries);
  if (tree !== null) return (query, limit, visit) => tree.forEachWithin(query, limit, visit);
  const { rows, columns, data } = points;
  return (query, limit, visit) => {
    for (let row = 0; row < rows; row++) {
      let square = 0;
      for (let j = 0, at = row * columns; j < columns; j++, at++) {
        const difference = query[j]! - data[at]!;
        square += difference * difference;
      }
      if (square <= limit) visit(row);
    }
  };
}

/** Rows come in ascending order, so that a tie stays with the earlier one. */
export function scan({ rows, columns, data }: Matrix, query: Float64Array, list: NearestList): void {
  for (let row = 0; row < rows; row++) {
    const bound = list.worst;
    let square = 0;
    for (let start = 0; start < columns && square < bound; start += BLOCK) {
      const end = Math.min(start + BLOCK, columns);
      for (let column = start; column < end; column++) {
        const difference = query[column]! - data[row * columns + column]!;
        square += difference * difference;
      }
    }
    if (square < bound) list.offer(square, row);
  }
}
