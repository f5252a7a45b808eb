import { type Features, type TensorLike } from '../contract.js';
import { type FeatureShape, shapeFromTensors, shapeOf, shapeToTensors } from '../tabular/shape.js';
import { float64Tensor, vector } from '../tabular/tensors.js';

/**
 * How features become the columns of a design matrix, in feature order: a number gives one column z = (x − center)/scale,
 * a category one column per level, 1 where the row has that level and else 0 (center 0, scale 1). A level that training
 * did not see (code −1) has 0 in all of them.
 */
export interface ColumnLayout {
  readonly shape: FeatureShape;
  /** first column of each feature, then the number of columns */
  readonly offsets: Int32Array;
  /** per column */
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

/** Numbers as they are. */
export const rawLayout = (features: Features): ColumnLayout => layoutOf(features, () => [0, 1]);

/** Numbers shifted by their mean and divided by their standard deviation (denominator n; 1 for a constant column). */
export const standardLayout = (features: Features): ColumnLayout => layoutOf(features, meanAndDeviation);

export function layoutToTensors(layout: ColumnLayout): [string, TensorLike][] {
  return [
    ...shapeToTensors(layout.shape),
    ['columns.center', vector(layout.center)],
    ['columns.scale', vector(layout.scale)],
  ];
}

export function layoutFromTensors(tensors: ReadonlyMap<string, TensorLike>): ColumnLayout {
  const shape = shapeFromTensors(tensors);
  return {
    shape,
    offsets: offsetsOf(shape),
    center: float64Tensor(tensors, 'columns.center'),
    scale: float64Tensor(tensors, 'columns.scale'),
  };
}

export function meanAndDeviation(values: Float64Array): readonly [mean: number, deviation: number] {
  let sum = 0;
  for (const value of values) sum += value / values.length;
  // A second pass removes what rounding left in the first.
  let correction = 0;
  for (const value of values) correction += (value - sum) / values.length;
  const mean = sum + correction;
  let squares = 0;
  for (const value of values) squares += ((value - mean) * (value - mean)) / values.length;
  const deviation = Math.sqrt(squares);
  // Below this the differences are rounding of a constant.
  const isConstant = !(deviation > Math.abs(mean) * 1e-14);
  return [mean, isConstant ? 1 : deviation];
}

function layoutOf(
  features: Features,
  standardize: (values: Float64Array) => readonly [center: number, scale: number],
): ColumnLayout {
  const shape = shapeOf(features);
  const offsets = offsetsOf(shape);
  const columns = offsets[features.columns.length]!;
  const center = new Float64Array(columns);
  const scale = new Float64Array(columns).fill(1);
  features.columns.forEach((column, i) => {
    if (column.kind === 'number') [center[offsets[i]!], scale[offsets[i]!]] = standardize(column.values);
  });
  return { shape, offsets, center, scale };
}

function offsetsOf({ kinds, levels }: FeatureShape): Int32Array {
  const offsets = new Int32Array(kinds.length + 1);
  kinds.forEach((kind, i) => (offsets[i + 1] = offsets[i]! + (kind === 1 ? levels[i]! : 1)));
  return offsets;
}
