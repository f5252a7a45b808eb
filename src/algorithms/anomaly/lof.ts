import { type TensorLike } from '../contract.js';
import { float64Tensor, vector } from '../tabular/tensors.js';
import { detector } from './detector.js';
import { type KnnState, referenceFromTensors, referenceToTensors } from './knn.js';
import { type Neighbours, nearestNeighbours } from './neighbours.js';
import { drawReference, NEIGHBOUR_PROPERTIES, neighbourCount } from './reference.js';

export interface LofState extends KnnState {
  /** distance of each reference row to its k-th neighbour */
  readonly reach: Float64Array;
  /** local reachability density of each reference row */
  readonly density: Float64Array;
}

/** Keeps the density of k identical rows finite, as scikit-learn does. */
const SMALLEST_REACH = 1e-10;

/**
 * Local outlier factor: with o over the k nearest reference rows, density(q) = 1/(mean max(reach(o), d(q, o)) +
 * 1e−10) and score(q) = mean density(o) / density(q); about 1 inside of a cluster of whatever density. Tensors: those
 * of knn.ts, `reach` and `density` F64 [R].
 */
export const localOutlierFactor = detector<LofState>({
  name: 'lof',
  title: 'Local outlier factor',
  source: 'Breunig, Kriegel, Ng & Sander, LOF: identifying density-based local outliers, SIGMOD 2000',
  properties: {
    ...NEIGHBOUR_PROPERTIES,
    neighbors: { ...NEIGHBOUR_PROPERTIES.neighbors!, default: 20 },
  },
  fit(points, parameters, { seed }) {
    const reference = drawReference(points, parameters, seed);
    const k = neighbourCount(reference, parameters);
    const neighbours = nearestNeighbours(reference, reference, k);
    const reach = Float64Array.from({ length: reference.rows }, (_, row) => neighbours.distances[row * k + k - 1]!);
    return { k, reference, reach, density: densities(neighbours, reach, reference.rows) };
  },
  score({ reference, k, reach, density }, points) {
    const neighbours = nearestNeighbours(reference, points, k);
    return densities(neighbours, reach, points.rows).map((own, row) => {
      let total = 0;
      for (let i = 0; i < k; i++) total += density[neighbours.rows[row * k + i]!]!;
      return total / k / own;
    });
  },
  toTensors: (state): [string, TensorLike][] => [
    ...referenceToTensors(state),
    ['reach', vector(state.reach)],
    ['density', vector(state.density)],
  ],
  fromTensors: (tensors) => ({
    ...referenceFromTensors(tensors),
    reach: float64Tensor(tensors, 'reach'),
    density: float64Tensor(tensors, 'density'),
  }),
  memory: (rows, columns, parameters) =>
    8 * Math.min(rows, parameters.number('reference_rows')) * (columns + 2) +
    24 * rows * parameters.number('neighbors'),
});

function densities({ k, rows, distances }: Neighbours, reach: Float64Array, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => {
    let total = 0;
    for (let i = row * k; i < (row + 1) * k; i++) total += Math.max(reach[rows[i]!]!, distances[i]!);
    return 1 / (total / k + SMALLEST_REACH);
  });
}
