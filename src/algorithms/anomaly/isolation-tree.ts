import { type Matrix } from '../encoding/dense.js';
import { type RandomStream } from '../random/stream.js';

/** Nodes of all trees in one list, each tree in preorder: the left child of node i is i + 1. */
export interface Forest {
  /** first node of each tree, then the number of nodes */
  readonly roots: Uint32Array;
  /** −1 for a leaf */
  readonly column: Int32Array;
  /** a row goes left where its value is ≤ this; 0 for a leaf */
  readonly threshold: Float64Array;
  /** 0 for a leaf */
  readonly right: Uint32Array;
  /** of a leaf: depth + c(rows in it); 0 for an inner node */
  readonly path: Float64Array;
}

export class ForestBuilder {
  private readonly roots: number[] = [];
  private readonly column: number[] = [];
  private readonly threshold: number[] = [];
  private readonly right: number[] = [];
  private readonly path: number[] = [];
  private readonly lengths: Float64Array;

  constructor(
    private readonly points: Matrix,
    private readonly sampleSize: number,
    private readonly deepest: number,
  ) {
    this.lengths = averagePathLengths(sampleSize);
  }

  /**
   * Draws the sample (the first ψ places of a Fisher–Yates shuffle from the front: i swapped with i + below(n − i)),
   * then grows the tree in preorder: a node of one row, at the greatest depth, or without a column that varies is a
   * leaf; another draws below(columns that vary) → column, ascending, then uniform() → least + u (greatest − least).
   */
  addTree(stream: RandomStream): void {
    const n = this.points.rows;
    // The shuffle of 0 … n − 1, of which only the places that were touched are kept.
    const moved = new Map<number, number>();
    const sample = new Uint32Array(this.sampleSize);
    for (let i = 0; i < this.sampleSize; i++) {
      const j = i + stream.below(n - i);
      sample[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    this.roots.push(this.column.length);
    this.grow(sample, 0, stream);
  }

  build(): Forest {
    return {
      roots: Uint32Array.from([...this.roots, this.column.length]),
      column: Int32Array.from(this.column),
      threshold: Float64Array.from(this.threshold),
      right: Uint32Array.from(this.right),
      path: Float64Array.from(this.path),
    };
  }

  private grow(rows: Uint32Array, depth: number, stream: RandomStream): void {
    const { data, columns } = this.points;
    const ranges = rows.length > 1 && depth < this.deepest ? this.varyingColumns(rows) : [];
    const node = this.column.length;
    if (ranges.length === 0) {
      this.push(-1, 0, depth + this.lengths[rows.length]!);
      return;
    }
    const { column, least, greatest } = ranges[stream.below(ranges.length)]!;
    const drawn = least + stream.uniform() * (greatest - least);
    // Rounding may reach the greatest value: then nothing would go right.
    const threshold = drawn < greatest ? drawn : least;
    this.push(column, threshold, 0);
    const isLeft = (row: number) => data[row * columns + column]! <= threshold;
    this.grow(rows.filter(isLeft), depth + 1, stream);
    this.right[node] = this.column.length;
    this.grow(
      rows.filter((row) => !isLeft(row)),
      depth + 1,
      stream,
    );
  }

  private push(column: number, threshold: number, path: number): void {
    this.column.push(column);
    this.threshold.push(threshold);
    this.right.push(0);
    this.path.push(path);
  }

  private varyingColumns(rows: Uint32Array) {
    const { data, columns } = this.points;
    const ranges: { column: number; least: number; greatest: number }[] = [];
    for (let column = 0; column < columns; column++) {
      let [least, greatest] = [Infinity, -Infinity];
      for (const row of rows) {
        const value = data[row * columns + column]!;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
      if (greatest > least) ranges.push({ column, least, greatest });
    }
    return ranges;
  }
}

/** Path length of a row in one tree. */
export function pathLength(forest: Forest, tree: number, data: Float64Array, from: number): number {
  const { roots, column, threshold, right, path } = forest;
  let node = roots[tree]!;
  for (let at = column[node]!; at >= 0; at = column[node]!) {
    node = data[from + at]! <= threshold[node]! ? node + 1 : right[node]!;
  }
  return path[node]!;
}

/**
 * c(0 … n): average path length of an unsuccessful search in a binary search tree of m rows, c(m) = 2 H_{m−1} − 2 (m
 * − 1)/m with the harmonic number summed in ascending order; c(0) = c(1) = 0.
 */
export function averagePathLengths(n: number): Float64Array {
  const lengths = new Float64Array(n + 1);
  for (let m = 2, harmonic = 0; m <= n; m++) {
    harmonic += 1 / (m - 1);
    lengths[m] = 2 * harmonic - (2 * (m - 1)) / m;
  }
  return lengths;
}
