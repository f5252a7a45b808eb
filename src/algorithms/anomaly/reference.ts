import { DataError, type ParameterSchema } from '../contract.js';
import { type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { RandomStream } from '../random/stream.js';
import { type ParameterReader } from '../tabular/parameters.js';

/** Parameters of the detectors that compare with kept rows. */
export const NEIGHBOUR_PROPERTIES: ParameterSchema['properties'] = {
  neighbors: {
    type: 'integer',
    description: 'Neighbours that a row is compared with; a group of that many like rows still counts as anomalous.',
    default: 10,
    minimum: 1,
    maximum: 1000,
  },
  reference_rows: {
    type: 'integer',
    description: 'Training rows that are kept to compare with, drawn without replacement where there are more.',
    default: 4000,
    minimum: 2,
    maximum: 100_000,
  },
};

/** All rows, or `reference_rows` of them by the stream `reference` (Fisher–Yates, then ascending). */
export function drawReference(points: Matrix, parameters: ParameterReader, seed: number): Matrix {
  const count = parameters.number('reference_rows');
  if (points.rows < 3) throw new DataError('too_few_rows', 'Neighbours need at least 3 rows.');
  if (points.rows <= count) return points;
  const order = new RandomStream(seed, 'reference').shuffle(Uint32Array.from({ length: points.rows }, (_, i) => i));
  return selectMatrixRows(points, order.slice(0, count).sort());
}

/** As many as asked for, but fewer than the other reference rows. */
export function neighbourCount(reference: Matrix, parameters: ParameterReader): number {
  return Math.min(parameters.number('neighbors'), reference.rows - 1);
}
