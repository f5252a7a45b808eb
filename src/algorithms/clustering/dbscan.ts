import { DataError } from '../contract.js';
import { type Matrix, matrixRow, selectMatrixRows } from '../encoding/dense.js';
import { NearestList } from '../neighbours/nearest-list.js';
import { rangeSearchOf, searchOf } from '../neighbours/search.js';
import { float64Tensor, int32Tensor, scalar, scalarTensor, uint32Tensor, vector } from '../tabular/tensors.js';
import { clusterer } from './clusterer.js';

export interface DbscanState {
  readonly radius: number;
  readonly minimum: number;
  /** core rows, in row order */
  readonly cores: Matrix;
  readonly labels: Int32Array;
}

const MOST_ROWS = 30_000;

/**
 * A row with at least `min_points` rows within `radius` of it (itself included, ≤) is a core; cores within the radius
 * of each other share a cluster; any other row joins the cluster of its nearest core within the radius (the first of
 * equals), or is noise. Clusters are numbered by their first core. Without `radius`: the knee of the ascending curve
 * of distances to the min_points-th nearest row, counted as above (the point farthest below the chord of the curve,
 * the first of equals; Satopää et al. 2011). Tensors: `radius` F64 [1], `min_points` U32
 * [1], `cores` F64 [C, columns] in the layout's encoding, `core.labels` I32 [C].
 */
export const dbscan = clusterer<DbscanState>({
  name: 'dbscan',
  title: 'DBSCAN: dense regions and noise',
  source: 'Ester, Kriegel, Sander & Xu, A density-based algorithm for discovering clusters, KDD 1996',
  properties: {
    radius: {
      type: ['number', 'null'],
      description: 'Distance within which rows are neighbours; null: the knee of the nearest distances.',
      default: null,
      exclusiveMinimum: 0,
    },
    min_points: {
      type: ['integer', 'null'],
      description:
        'Rows, itself included, that make a row a core; null: twice the number of columns, at least 4, at most 50.',
      default: null,
      minimum: 1,
      maximum: 10_000,
    },
  },
  fit(points, parameters) {
    if (points.rows > MOST_ROWS)
      throw new DataError(
        'too_many_rows',
        `DBSCAN compares all pairs and takes at most ${MOST_ROWS} rows, not ${points.rows}.`,
        'Use k_means or gaussian_mixture, or a sample of the rows.',
      );
    const minimum = parameters.optionalNumber('min_points') ?? Math.min(50, Math.max(4, 2 * points.columns));
    const radius = parameters.optionalNumber('radius') ?? kneeRadius(points, minimum);
    const cores = coreRows(points, radius, minimum);
    const matrix = selectMatrixRows(points, cores);
    return { radius, minimum, cores: matrix, labels: connect(matrix, radius) };
  },
  assign({ radius, cores, labels }, points) {
    const nearest = new NearestList(1);
    const search = searchOf(cores, points.rows);
    return Int32Array.from({ length: points.rows }, (_, row) => {
      nearest.clear();
      search(matrixRow(points, row), nearest);
      return cores.rows > 0 && nearest.worst <= radius * radius ? labels[nearest.rows[0]!]! : -1;
    });
  },
  countOf: ({ labels }) => labels.reduce((most, label) => Math.max(most, label + 1), 0),
  settled: ({ radius, minimum }) => ({ radius, min_points: minimum }),
  toTensors: ({ radius, minimum, cores, labels }) => [
    ['radius', scalar(radius)],
    ['min_points', vector(Uint32Array.of(minimum))],
    ['cores', { shape: [cores.rows, cores.columns], data: cores.data }],
    ['core.labels', vector(labels)],
  ],
  fromTensors(tensors) {
    const data = float64Tensor(tensors, 'cores');
    const [rows = 0, columns = 0] = tensors.get('cores')!.shape;
    return {
      radius: scalarTensor(tensors, 'radius'),
      minimum: uint32Tensor(tensors, 'min_points')[0] ?? 0,
      cores: { rows, columns, data },
      labels: int32Tensor(tensors, 'core.labels'),
    };
  },
  memory: (rows, columns) => 8 * rows * (columns + 4),
});

function coreRows(points: Matrix, radius: number, minimum: number): Uint32Array {
  const forEachWithin = rangeSearchOf(points, points.rows);
  const cores: number[] = [];
  for (let row = 0; row < points.rows; row++) {
    let count = 0;
    forEachWithin(matrixRow(points, row), radius * radius, () => count++);
    if (count >= minimum) cores.push(row);
  }
  return Uint32Array.from(cores);
}

/** Connected components of the cores, numbered by their first row. */
function connect(cores: Matrix, radius: number): Int32Array {
  const limit = radius * radius;
  const forEachWithin = rangeSearchOf(cores, cores.rows);
  const labels = new Int32Array(cores.rows).fill(-1);
  let clusters = 0;
  for (let first = 0; first < cores.rows; first++) {
    if (labels[first]! >= 0) continue;
    const open = [first];
    labels[first] = clusters;
    for (let row = open.pop(); row !== undefined; row = open.pop()) {
      forEachWithin(matrixRow(cores, row), limit, (other) => {
        if (labels[other]! >= 0) return;
        labels[other] = clusters;
        open.push(other);
      });
    }
    clusters++;
  }
  return labels;
}

function kneeRadius(points: Matrix, minimum: number): number {
  const { rows } = points;
  const search = searchOf(points, rows);
  const nearest = new NearestList(Math.min(minimum, rows));
  const curve = Float64Array.from({ length: rows }, (_, row) => {
    nearest.clear();
    search(matrixRow(points, row), nearest);
    return Math.sqrt(nearest.worst);
  }).sort();
  const rise = (curve[rows - 1]! - curve[0]!) / Math.max(1, rows - 1);
  let [knee, greatest] = [rows - 1, 0];
  curve.forEach((distance, i) => {
    const below = curve[0]! + rise * i - distance;
    if (below > greatest) [knee, greatest] = [i, below];
  });
  return Math.max(curve[knee]!, Number.MIN_VALUE);
}
