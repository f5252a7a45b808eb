import { DataError, type Features, type TensorLike } from '../contract.js';
import { areFinite } from './finite.js';
import { int32Tensor, uint8Tensor } from './tensors.js';

/** Kind of each feature and its number of levels: what a model must find again in the rows that it predicts. */
export interface FeatureShape {
  /** 0: number, 1: category */
  readonly kinds: Uint8Array;
  /** number of levels; 0 for a number */
  readonly levels: Int32Array;
}

export function shapeOf(features: Features): FeatureShape {
  return {
    kinds: Uint8Array.from(features.columns, (column) => (column.kind === 'category' ? 1 : 0)),
    levels: Int32Array.from(features.columns, (column) => (column.kind === 'category' ? column.levels.length : 0)),
  };
}

/** Throws DataError unless `features` have the columns that the model was fitted to, with finite values and known codes. */
export function assertShape(shape: FeatureShape, features: Features): void {
  const expected = shape.kinds.length;
  if (features.columns.length !== expected)
    throw new DataError('feature_count', `The model takes ${expected} features, not ${features.columns.length}.`);
  features.columns.forEach((column, i) => {
    const isCategory = shape.kinds[i] === 1;
    if ((column.kind === 'category') !== isCategory)
      throw new DataError('feature_kind', `Column ${column.name} should be a ${isCategory ? 'category' : 'number'}.`);
    const cells = column.kind === 'number' ? column.values : column.codes;
    if (cells.length !== features.rows)
      throw new DataError('ragged_features', `Column ${column.name} has ${cells.length} cells, not ${features.rows}.`);
    if (column.kind === 'number') {
      if (!areFinite(column.values))
        throw new DataError('not_finite', `Column ${column.name} holds a missing or infinite value.`);
    } else if (!column.codes.every((code) => code >= -1 && code < shape.levels[i]!)) {
      throw new DataError('unknown_code', `Column ${column.name} holds a code without a level.`);
    }
  });
}

/** `shape.kinds` U8 [features] and `shape.levels` I32 [features], as in FeatureShape. */
export function shapeToTensors({ kinds, levels }: FeatureShape): [string, TensorLike][] {
  return [
    ['shape.kinds', { shape: [kinds.length], data: kinds }],
    ['shape.levels', { shape: [levels.length], data: levels }],
  ];
}

export function shapeFromTensors(tensors: ReadonlyMap<string, TensorLike>): FeatureShape {
  return { kinds: uint8Tensor(tensors, 'shape.kinds'), levels: int32Tensor(tensors, 'shape.levels') };
}
