import { type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { log } from '../math/index.js';
import { type RandomStream } from '../random/stream.js';
import { squaredDistance } from './distance.js';

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007, section 4): the first centre is a row at random; each next one is
 * the best, by the remaining potential, of 2 + ⌊ln k⌋ rows drawn with probability ∝ squared distance to the nearest
 * centre so far.
 */
export function seedCentres(points: Matrix, k: number, stream: RandomStream): Matrix {
  const chosen = [stream.below(points.rows)];
  let squares = squaresTo(points, chosen[0]!);
  const trials = 2 + Math.floor(log(k));
  while (chosen.length < k) {
    let best: { row: number; squares: Float64Array; potential: number } | null = null;
    for (let trial = 0; trial < trials; trial++) {
      const row = drawBySquare(squares, stream);
      const candidate = squaresTo(points, row).map((square, i) => Math.min(square, squares[i]!));
      const potential = candidate.reduce((total, square) => total + square, 0);
      if (!best || potential < best.potential) best = { row, squares: candidate, potential };
    }
    chosen.push(best!.row);
    squares = best!.squares;
  }
  return selectMatrixRows(points, chosen);
}

function squaresTo(points: Matrix, centre: number): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, row) => squaredDistance(points, row, points, centre));
}

function drawBySquare(squares: Float64Array, stream: RandomStream): number {
  const total = squares.reduce((sum, square) => sum + square, 0);
  // All rows coincide with a centre: any will do.
  if (!(total > 0)) return stream.below(squares.length);
  let left = stream.uniform() * total;
  for (let row = 0; row < squares.length; row++) {
    left -= squares[row]!;
    if (left < 0) return row;
  }
  return squares.findLastIndex((square) => square > 0);
}
