import { type Matrix, matrixRow } from '../encoding/dense.js';
import { assignNearest } from './distance.js';

export interface Partition {
  readonly centres: Matrix;
  readonly labels: Int32Array;
  /** Σ squared distances to the own centre */
  readonly inertia: number;
  /** whether a further iteration would change nothing, to the last bit */
  readonly isFixed: boolean;
}

/**
 * Lloyd's algorithm (1982) to its fixed point: every row belongs to its nearest centre (the lowest of equals) and
 * every centre is the mean of its rows, summed in row order. A centre that loses all rows moves to the row farthest
 * from its own centre.
 */
export function refineCentres(points: Matrix, start: Matrix, maxIterations: number): Partition {
  const labels = new Int32Array(points.rows).fill(-1);
  const next = new Int32Array(points.rows);
  const squares = new Float64Array(points.rows);
  const centres: Matrix = { ...start, data: start.data.slice() };
  let isFixed = false;
  for (let iteration = 0; iteration <= maxIterations && !isFixed; iteration++) {
    assignNearest(points, centres, next, squares);
    isFixed = next.every((label, row) => label === labels[row]);
    labels.set(next);
    if (!isFixed && iteration < maxIterations) moveToMeans(points, labels, squares, centres);
  }
  return { centres, labels, inertia: squares.reduce((total, square) => total + square, 0), isFixed };
}

function moveToMeans(points: Matrix, labels: Int32Array, squares: Float64Array, centres: Matrix): void {
  const { columns } = points;
  const counts = new Float64Array(centres.rows);
  const sums = centres.data.fill(0);
  for (let row = 0; row < points.rows; row++) {
    const label = labels[row]!;
    counts[label]!++;
    for (let column = 0; column < columns; column++)
      sums[label * columns + column]! += points.data[row * columns + column]!;
  }
  const taken = new Set<number>();
  for (let centre = 0; centre < centres.rows; centre++) {
    const from = centre * columns;
    if (counts[centre] === 0) sums.set(farthestRow(points, squares, taken), from);
    else for (let column = 0; column < columns; column++) sums[from + column]! /= counts[centre]!;
  }
}

function farthestRow(points: Matrix, squares: Float64Array, taken: Set<number>): Float64Array {
  let farthest = 0;
  let greatest = -1;
  squares.forEach((square, row) => {
    if (square > greatest && !taken.has(row)) [farthest, greatest] = [row, square];
  });
  taken.add(farthest);
  return matrixRow(points, farthest);
}
