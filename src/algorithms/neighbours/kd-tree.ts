import { type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { type NearestList } from './nearest-list.js';
import { placeMedian } from './place-median.js';

/** Rows of a leaf, at most: so few are scanned faster than split. */
const LEAF_ROWS = 24;

/**
 * A k-d tree (Bentley, CACM 18, 1975) over rows as points, balanced: each node halves its rows at the median of its widest
 * column. It finds exactly what a scan of all rows finds, to the last bit: a node is passed over only if the squared distance
 * to its box is greater than what is searched, and that sum, taken in column order like every distance, is no greater than
 * that of any row inside, since rounding keeps order.
 */
export class KdTree {
  /** rows whose distance was looked at so far */
  looked = 0;
  /** row of the points at each place of the tree */
  private readonly order: Uint32Array;
  /** the points in that order, row-major */
  private readonly data: Float64Array;
  private readonly columns: number;
  /** halvings from the root to a leaf */
  private readonly levels: number;
  /** least, then greatest value of each column, by node; the children of node i are 2i + 1 and 2i + 2 */
  private readonly boxes: Float64Array;
  /** the lowest row inside, by node */
  private readonly firstRows: Uint32Array;

  /** At least one row and column, finite. */
  constructor(points: Matrix) {
    const { rows, columns, data } = points;
    this.columns = columns;
    let levels = 0;
    while (rows > LEAF_ROWS * (1 << levels)) levels++;
    this.levels = levels;
    const nodes = 2 * (1 << levels) - 1;
    this.boxes = new Float64Array(nodes * 2 * columns);
    this.firstRows = new Uint32Array(nodes);
    this.order = Uint32Array.from({ length: rows }, (_, row) => row);
    this.build(data, 0, 0, rows, 0);
    this.data = selectMatrixRows(points, this.order).data;
  }

  /** Offers the list every row that it may want. `query`: one value a column. */
  nearest(query: Float64Array, list: NearestList): void {
    this.visitNearest(query, list, 0, 0, this.order.length, 0);
  }

  /** Calls `visit` with each row whose squared distance is at most `limit`, in no order of meaning. */
  forEachWithin(query: Float64Array, limit: number, visit: (row: number) => void): void {
    this.visitWithin(query, limit, visit, 0, 0, this.order.length, 0);
  }

  private build(source: Float64Array, node: number, from: number, to: number, level: number): void {
    const column = this.bound(source, node, from, to);
    if (level === this.levels) return;
    const middle = (from + to) >>> 1;
    placeMedian(this.order, from, middle, to, source, this.columns, column);
    this.build(source, 2 * node + 1, from, middle, level + 1);
    this.build(source, 2 * node + 2, middle, to, level + 1);
  }

  /** Measures the box of a node; returns its widest column, the first of equals. */
  private bound(source: Float64Array, node: number, from: number, to: number): number {
    const { columns, boxes, order } = this;
    const low = node * 2 * columns;
    const high = low + columns;
    boxes.fill(Infinity, low, high);
    boxes.fill(-Infinity, high, high + columns);
    let firstRow = order[from]!;
    for (let place = from; place < to; place++) {
      const row = order[place]!;
      if (row < firstRow) firstRow = row;
      for (let j = 0; j < columns; j++) {
        const value = source[row * columns + j]!;
        if (value < boxes[low + j]!) boxes[low + j] = value;
        if (value > boxes[high + j]!) boxes[high + j] = value;
      }
    }
    this.firstRows[node] = firstRow;
    let widest = 0;
    for (let j = 1; j < columns; j++) {
      if (boxes[high + j]! - boxes[low + j]! > boxes[high + widest]! - boxes[low + widest]!) widest = j;
    }
    return widest;
  }

  private visitNearest(
    query: Float64Array,
    list: NearestList,
    node: number,
    from: number,
    to: number,
    level: number,
  ): void {
    if (level === this.levels) {
      this.looked += to - from;
      for (let place = from; place < to; place++) {
        const square = this.square(query, place);
        if (square <= list.worst) list.offer(square, this.order[place]!);
      }
      return;
    }
    const middle = (from + to) >>> 1;
    const [left, right] = [2 * node + 1, 2 * node + 2];
    const [toLeft, toRight] = [this.boxSquare(query, left), this.boxSquare(query, right)];
    if (toLeft <= toRight) {
      if (list.admits(toLeft, this.firstRows[left]!)) this.visitNearest(query, list, left, from, middle, level + 1);
      if (list.admits(toRight, this.firstRows[right]!)) this.visitNearest(query, list, right, middle, to, level + 1);
    } else {
      if (list.admits(toRight, this.firstRows[right]!)) this.visitNearest(query, list, right, middle, to, level + 1);
      if (list.admits(toLeft, this.firstRows[left]!)) this.visitNearest(query, list, left, from, middle, level + 1);
    }
  }

  private visitWithin(
    query: Float64Array,
    limit: number,
    visit: (row: number) => void,
    node: number,
    from: number,
    to: number,
    level: number,
  ): void {
    if (this.boxSquare(query, node) > limit) return;
    if (level === this.levels) {
      for (let place = from; place < to; place++) if (this.square(query, place) <= limit) visit(this.order[place]!);
      return;
    }
    const middle = (from + to) >>> 1;
    this.visitWithin(query, limit, visit, 2 * node + 1, from, middle, level + 1);
    this.visitWithin(query, limit, visit, 2 * node + 2, middle, to, level + 1);
  }

  private square(query: Float64Array, place: number): number {
    const { columns, data } = this;
    let sum = 0;
    for (let j = 0, at = place * columns; j < columns; j++, at++) {
      const difference = query[j]! - data[at]!;
      sum += difference * difference;
    }
    return sum;
  }

  /** Squared distance to the box of a node; 0 inside. */
  private boxSquare(query: Float64Array, node: number): number {
    const { columns, boxes } = this;
    const low = node * 2 * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = query[j]!;
      const [least, greatest] = [boxes[low + j]!, boxes[low + columns + j]!];
      const outside = value < least ? least - value : value > greatest ? value - greatest : 0;
      sum += outside * outside;
    }
    return sum;
  }
}
