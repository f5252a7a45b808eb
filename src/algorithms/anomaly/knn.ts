import { DataError, type TensorLike } from '../contract.js';
import { type Matrix } from '../encoding/dense.js';
import { float64Tensor, uint32Tensor, vector } from '../tabular/tensors.js';
import { detector } from './detector.js';
import { nearestNeighbours } from './neighbours.js';
import { drawReference, NEIGHBOUR_PROPERTIES, neighbourCount } from './reference.js';

export interface KnnState {
  readonly k: number;
  readonly reference: Matrix;
}

/** Score: mean distance to the k nearest reference rows (see nearestNeighbours for the row itself and ties). */
export const knnDistance = detector<KnnState>({
  name: 'knn_distance',
  title: 'Mean distance to the nearest neighbours',
  source: 'Angiulli & Pizzuti, Fast outlier detection in high dimensional spaces, PKDD 2002',
  properties: NEIGHBOUR_PROPERTIES,
  fit(points, parameters, { seed }) {
    const reference = drawReference(points, parameters, seed);
    return { reference, k: neighbourCount(reference, parameters) };
  },
  score({ reference, k }, points) {
    const { distances } = nearestNeighbours(reference, points, k);
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (let i = 0; i < k; i++) total += distances[row * k + i]!;
      return total / k;
    });
  },
  toTensors: referenceToTensors,
  fromTensors: referenceFromTensors,
  memory: (rows, columns, parameters) =>
    8 * Math.min(rows, parameters.number('reference_rows')) * columns + 12 * rows * parameters.number('neighbors'),
});

/** `neighbors` U32 [1]: k; `reference` F64 [R, columns]: kept rows in the layout's encoding. */
export function referenceToTensors({ k, reference }: KnnState): [string, TensorLike][] {
  return [
    ['neighbors', vector(Uint32Array.of(k))],
    ['reference', { shape: [reference.rows, reference.columns], data: reference.data }],
  ];
}

export function referenceFromTensors(tensors: ReadonlyMap<string, TensorLike>): KnnState {
  const k = uint32Tensor(tensors, 'neighbors')[0] ?? 0;
  const data = float64Tensor(tensors, 'reference');
  const [rows, columns] = tensors.get('reference')!.shape;
  if (rows === undefined || columns === undefined || k < 1 || k >= rows)
    throw new DataError('bad_model', 'Tensor reference has the wrong shape.');
  return { k, reference: { rows, columns, data } };
}
