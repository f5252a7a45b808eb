import { type Features, type TensorLike } from '../contract.js';
import { meanAndDeviation } from '../linear/layout.js';
import { assertShape, type FeatureShape, shapeFromTensors, shapeOf, shapeToTensors } from '../tabular/shape.js';
import { float64Tensor, int32Tensor, vector } from '../tabular/tensors.js';
import { NearestList } from './nearest-list.js';
import { searchOf } from './search.js';

/** The training rows that distances are measured to. */
export interface ReferenceRows {
  readonly shape: FeatureShape;
  /** per feature; 0 and 1 for a category */
  readonly center: Float64Array;
  readonly scale: Float64Array;
  /** rows × numbers, row-major: (x − center)/scale in feature order */
  readonly numbers: Float64Array;
  /** rows × categories, row-major */
  readonly codes: Int32Array;
  readonly rows: number;
}

export interface Neighbours {
  /** query rows × k, nearest first: indices of reference rows */
  readonly rows: Int32Array;
  /** squared distances */
  readonly distances: Float64Array;
}

export function referenceOf(features: Features): ReferenceRows {
  const shape = shapeOf(features);
  const moments = features.columns.map((column) =>
    column.kind === 'number' ? meanAndDeviation(column.values) : ([0, 1] as const),
  );
  const center = Float64Array.from(moments, ([mean]) => mean);
  const scale = Float64Array.from(moments, ([, deviation]) => deviation);
  return { shape, center, scale, ...encode(shape, center, scale, features), rows: features.rows };
}

/**
 * The k nearest reference rows of each query by d² = Σ (difference of standardized numbers)² + number of categories that
 * differ (a level that training did not see differs from all), in feature order of numbers, then of categories. Exact; equal
 * distances go to the lower row. Of numbers alone a tree finds them; categories are compared one by one.
 */
export function nearest(reference: ReferenceRows, queries: Features, k: number): Neighbours {
  assertShape(reference.shape, queries);
  const { numbers, codes } = encode(reference.shape, reference.center, reference.scale, queries);
  const width = numbers.length / queries.rows;
  const categories = codes.length / queries.rows;
  const rows = new Int32Array(queries.rows * k);
  const distances = new Float64Array(queries.rows * k);
  const list = new NearestList(k);
  const search =
    categories === 0
      ? searchOf({ rows: reference.rows, columns: width, data: reference.numbers }, queries.rows)
      : scanWithCategories;
  for (let query = 0; query < queries.rows; query++) {
    list.clear();
    search(numbers.subarray(query * width, (query + 1) * width), list, query);
    rows.set(list.rows, query * k);
    distances.set(list.squares, query * k);
  }
  return { rows, distances };

  function scanWithCategories(values: Float64Array, nearest: NearestList, query: number): void {
    for (let row = 0; row < reference.rows; row++) {
      let distance = 0;
      for (let j = 0; j < width; j++) {
        const difference = values[j]! - reference.numbers[row * width + j]!;
        distance += difference * difference;
      }
      for (let j = 0; j < categories; j++) {
        const code = codes[query * categories + j]!;
        if (code < 0 || code !== reference.codes[row * categories + j]) distance += 1;
      }
      if (distance < nearest.worst) nearest.offer(distance, row);
    }
  }
}

function encode(shape: FeatureShape, center: Float64Array, scale: Float64Array, features: Features) {
  const width = shape.kinds.reduce((count, kind) => count + (kind === 0 ? 1 : 0), 0);
  const categories = shape.kinds.length - width;
  const numbers = new Float64Array(features.rows * width);
  const codes = new Int32Array(features.rows * categories);
  let [number, category] = [0, 0];
  features.columns.forEach((column, j) => {
    if (column.kind === 'number') {
      for (let i = 0; i < features.rows; i++)
        numbers[i * width + number] = (column.values[i]! - center[j]!) / scale[j]!;
      number++;
    } else {
      for (let i = 0; i < features.rows; i++) codes[i * categories + category] = column.codes[i]!;
      category++;
    }
  });
  return { numbers, codes };
}

/**
 * `shape.*` as in FeatureShape; `columns.center`, `columns.scale` F64 [features]; `rows.numbers` F64 [rows, numbers]: the
 * training rows' (x − center)/scale, `rows.codes` I32 [rows, categories], both in feature order.
 */
export function referenceToTensors(reference: ReferenceRows): [string, TensorLike][] {
  const { rows, numbers, codes } = reference;
  return [
    ...shapeToTensors(reference.shape),
    ['columns.center', vector(reference.center)],
    ['columns.scale', vector(reference.scale)],
    ['rows.numbers', { shape: [rows, numbers.length / rows], data: numbers }],
    ['rows.codes', { shape: [rows, codes.length / rows], data: codes }],
  ];
}

export function referenceFromTensors(tensors: ReadonlyMap<string, TensorLike>): ReferenceRows {
  return {
    shape: shapeFromTensors(tensors),
    center: float64Tensor(tensors, 'columns.center'),
    scale: float64Tensor(tensors, 'columns.scale'),
    numbers: float64Tensor(tensors, 'rows.numbers'),
    codes: int32Tensor(tensors, 'rows.codes'),
    rows: tensors.get('rows.numbers')!.shape[0]!,
  };
}
