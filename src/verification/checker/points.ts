import { type TensorMap } from '../../contracts/safetensors.js';
import { assertShape, Design, type Features } from './features.js';
import { numbers } from './tensors.js';

/** Rows as points, row-major. */
export interface Points {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Numbers centred and scaled as the model says, one 0/1 column per level; an unseen level is 0 in all of them. */
export function encode(p: TensorMap, features: Features): Points {
  assertShape(p, features);
  const design = new Design(features, numbers(p, 'columns.center'), numbers(p, 'columns.scale'));
  const data = new Float64Array(features.rows * design.width);
  design.forEachCell((row, column, cell) => (data[row * design.width + column] = cell));
  return { rows: features.rows, columns: design.width, data };
}

export const pointAt = ({ columns, data }: Points, row: number): Float64Array =>
  data.subarray(row * columns, (row + 1) * columns);

export const select = (points: Points, rows: ArrayLike<number>): Points => ({
  ...points,
  rows: rows.length,
  data: Float64Array.from(
    { length: rows.length * points.columns },
    (_, at) => points.data[rows[Math.floor(at / points.columns)]! * points.columns + (at % points.columns)]!,
  ),
});

/** ‖a − b‖², summed in the order of columns */
export function squaredDistance(left: Points, a: number, right: Points, b: number): number {
  const { columns } = left;
  let sum = 0;
  for (let j = 0; j < columns; j++) {
    const difference = left.data[a * columns + j]! - right.data[b * columns + j]!;
    sum += difference * difference;
  }
  return sum;
}
