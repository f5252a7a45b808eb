import { type Features } from '../contract.js';
import { type ColumnLayout } from '../linear/layout.js';
import { assertShape } from '../tabular/shape.js';

/** Row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * Features as points in space by a layout learned in training (see linear/layout.ts): numbers centred and scaled, one
 * 0/1 column per level of a category, so that two rows of different level are √2 apart and an unseen level 1 from
 * every known one. Throws DataError where the features are not those of the layout.
 */
export function encodeDense({ shape, offsets, center, scale }: ColumnLayout, features: Features): Matrix {
  assertShape(shape, features);
  const { rows } = features;
  const columns = center.length;
  const data = new Float64Array(rows * columns);
  features.columns.forEach((feature, i) => {
    const first = offsets[i]!;
    if (feature.kind === 'number') {
      const [shift, unit] = [center[first]!, scale[first]!];
      for (let row = 0; row < rows; row++) data[row * columns + first] = (feature.values[row]! - shift) / unit;
    } else {
      for (let row = 0; row < rows; row++) {
        const code = feature.codes[row]!;
        if (code >= 0) data[row * columns + first + code] = 1;
      }
    }
  });
  return { rows, columns, data };
}

/** One row, sharing the matrix's memory. */
export const matrixRow = ({ columns, data }: Matrix, row: number): Float64Array =>
  data.subarray(row * columns, (row + 1) * columns);

/** The given rows of a matrix, in the given order. */
export function selectMatrixRows({ columns, data }: Matrix, rows: ArrayLike<number>): Matrix {
  const selected = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    selected.set(data.subarray(rows[i]! * columns, (rows[i]! + 1) * columns), i * columns);
  return { rows: rows.length, columns, data: selected };
}
