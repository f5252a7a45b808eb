import { type Matrix } from '../encoding/dense.js';

/** Squared Euclidean distance between row `a` of one matrix and row `b` of another, summed in column order. */
export function squaredDistance(left: Matrix, a: number, right: Matrix, b: number): number {
  const { columns } = left;
  let total = 0;
  for (let i = a * columns, j = b * columns; i < (a + 1) * columns; i++, j++) {
    const difference = left.data[i]! - right.data[j]!;
    total += difference * difference;
  }
  return total;
}

/** Index of the nearest centre (the lowest of equals) of each row, and the squared distance to it. */
export function assignNearest(points: Matrix, centres: Matrix, labels: Int32Array, squares: Float64Array): void {
  for (let row = 0; row < points.rows; row++) {
    let [nearest, least] = [0, Infinity];
    for (let centre = 0; centre < centres.rows; centre++) {
      const square = squaredDistance(points, row, centres, centre);
      if (square < least) [nearest, least] = [centre, square];
    }
    labels[row] = nearest;
    squares[row] = least;
  }
}
