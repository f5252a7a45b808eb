import { DataError, type FitContext, type RatingData } from '../../contract.js';
import { mean } from '../../math/index.js';
import { initialFactors } from '../initial-factors.js';
import { buildSide, type Side, solveSide } from './half-sweep.js';
import { type AlsParameters } from './parameters.js';

/** rating(u, i) ≈ mean + userBias[u] + itemBias[i] + userFactors[u] · itemFactors[i] */
export interface AlsModel {
  readonly factors: number;
  readonly mean: number;
  readonly userBias: Float64Array;
  readonly itemBias: Float64Array;
  /** users × factors, row-major */
  readonly userFactors: Float64Array;
  /** items × factors, row-major */
  readonly itemFactors: Float64Array;
  /** smallest and greatest rating of the data: predictions are cut to it */
  readonly range: readonly [number, number];
}

/** Alternates until the loss settles or the iterations are used up; the items' half-sweep is always the last. */
export function fitAls(data: RatingData, parameters: AlsParameters, context: FitContext): AlsModel {
  if (!data.ratings) throw new DataError('rating_required', 'als factorizes ratings, and there is no rating column');
  if (data.ratings.length === 0) throw new DataError('too_few_rows', 'there is no rating to learn from');
  const centre = mean(data.ratings);
  const centred = data.ratings.map((rating) => rating - centre);
  const { regularization: vector, regularization_scaling: scaling } = parameters;
  const ridge = (bias: number) => ({ bias, vector, scaling });
  const userRidge = ridge(parameters.user_bias_regularization);
  const users = buildSide(data.users, data.userCount, data.items, centred, userRidge);
  const itemRidge = ridge(parameters.item_bias_regularization);
  const items = buildSide(data.items, data.itemCount, data.users, centred, itemRidge);

  const width = 1 + parameters.factors;
  const userRows = new Float64Array(data.userCount * width);
  const itemRows = initialRows(data.itemCount, width, context.seed);
  let previous = Infinity;
  for (let iteration = 1; iteration <= parameters.iterations; iteration++) {
    solveSide(users, userRows, itemRows, width);
    solveSide(items, itemRows, userRows, width);
    const squares = squaredError(users, userRows, itemRows, width);
    const loss = squares + penalty(users, userRows, width) + penalty(items, itemRows, width);
    context.onProgress?.(iteration / parameters.iterations, `alternation ${iteration}`, [
      { name: 'loss', value: loss },
      { name: 'train_rmse', value: Math.sqrt(squares / centred.length) },
    ]);
    if (previous - loss <= parameters.tolerance * loss) break;
    previous = loss;
  }
  const [userBias, userFactors] = unpack(userRows, width);
  const [itemBias, itemFactors] = unpack(itemRows, width);
  const range = rangeOf(data.ratings);
  return { factors: parameters.factors, mean: centre, userBias, itemBias, userFactors, itemFactors, range };
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** Biases 0, the vectors beside them. */
function initialRows(count: number, width: number, seed: number): Float64Array {
  const factors = initialFactors(seed, 'als.init', count, width - 1);
  const rows = new Float64Array(count * width);
  for (let row = 0; row < count; row++)
    rows.set(factors.subarray(row * (width - 1), (row + 1) * (width - 1)), row * width + 1);
  return rows;
}

function squaredError(users: Side, userRows: Float64Array, itemRows: Float64Array, width: number): number {
  let squares = 0;
  for (let user = 0; user + 1 < users.offsets.length; user++) {
    for (let entry = users.offsets[user]!; entry < users.offsets[user + 1]!; entry++) {
      const item = users.others[entry]! * width;
      let error = users.targets[entry]! - userRows[user * width]! - itemRows[item]!;
      for (let i = 1; i < width; i++) error -= userRows[user * width + i]! * itemRows[item + i]!;
      squares += error * error;
    }
  }
  return squares;
}

function penalty(side: Side, rows: Float64Array, width: number): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) {
    const ridge = at % width === 0 ? side.biasRidge : side.vectorRidge[(at - (at % width)) / width]!;
    sum += ridge * rows[at]! * rows[at]!;
  }
  return sum;
}

function unpack(rows: Float64Array, width: number): [bias: Float64Array, vectors: Float64Array] {
  const count = rows.length / width;
  const bias = new Float64Array(count);
  const vectors = new Float64Array(count * (width - 1));
  for (let row = 0; row < count; row++) {
    bias[row] = rows[row * width]!;
    vectors.set(rows.subarray(row * width + 1, (row + 1) * width), row * (width - 1));
  }
  return [bias, vectors];
}
