import { DataError, type FitContext, type RatingData } from '../../contract.js';
import { AlternatingRidge, type RidgeSide, type Rows } from '../../kernels/alternating-ridge.js';
import { mean } from '../../math/index.js';
import { gatherIndices, gatherNumbers, groupBy } from '../adjacency.js';
import { initialFactors } from '../initial-factors.js';
import { ridgeScale } from '../ridge-scaling.js';
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

const USERS = 0;
const ITEMS = 1;

/** Alternates until the loss settles or the iterations are used up; the items' half-sweep is always the last. */
export function fitAls(data: RatingData, parameters: AlsParameters, context: FitContext): AlsModel {
  const { ratings, itemCount } = data;
  if (!ratings) throw new DataError('rating_required', 'als factorizes ratings, and there is no rating column');
  if (ratings.length === 0) throw new DataError('too_few_rows', 'there is no rating to learn from');
  const { factors } = parameters;
  const centre = mean(ratings);
  const sides = sidesOf(data, ratings, centre, parameters);
  const problem = { precision: 'f64', factors, biased: true, dense: false } as const;
  const ridge = new AlternatingRidge({ ...problem, sides, threads: context.threads });
  const vectors = initialFactors(context.seed, 'als.init', itemCount, factors);
  ridge.write(ITEMS, { bias: new Float64Array(itemCount), vectors });
  try {
    alternate(ridge, sides, parameters, context);
  } finally {
    ridge.end();
  }
  const [users, items] = [ridge.read(USERS), ridge.read(ITEMS)];
  return {
    factors,
    mean: centre,
    userBias: users.bias,
    itemBias: items.bias,
    userFactors: users.vectors,
    itemFactors: items.vectors,
    range: rangeOf(ratings),
  };
}

function alternate(
  ridge: AlternatingRidge,
  sides: readonly [RidgeSide, RidgeSide],
  { factors, iterations, tolerance }: AlsParameters,
  context: FitContext,
): void {
  const ratings = sides[USERS].targets.length;
  let previous = Infinity;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    ridge.solve(USERS);
    const lowered = ridge.solve(ITEMS);
    const users = ridge.read(USERS);
    const loss = squaresBefore(sides[ITEMS], users.bias) - lowered + penalty(sides[USERS], users, factors);
    const squares = loss - penalty(sides[USERS], users, factors) - penalty(sides[ITEMS], ridge.read(ITEMS), factors);
    context.onProgress?.(iteration / iterations, `alternation ${iteration}`, [
      { name: 'loss', value: loss },
      { name: 'train_rmse', value: Math.sqrt(Math.max(0, squares) / ratings) },
    ]);
    if (previous - loss <= tolerance * loss) break;
    previous = loss;
  }
}

function sidesOf(
  data: RatingData,
  ratings: Float64Array,
  centre: number,
  parameters: AlsParameters,
): [users: RidgeSide, items: RidgeSide] {
  const centred = ratings.map((rating) => rating - centre);
  const side = (keys: Int32Array, count: number, others: Int32Array, biasRidge: number): RidgeSide => {
    const { offsets, entries } = groupBy(keys, count);
    const scale = (row: number) => ridgeScale(parameters.regularization_scaling, offsets[row + 1]! - offsets[row]!);
    return {
      offsets,
      others: gatherIndices(others, entries),
      weights: new Float64Array(ratings.length).fill(1),
      targets: gatherNumbers(centred, entries),
      vectorRidge: Float64Array.from({ length: count }, (_, row) => parameters.regularization * scale(row)),
      biasRidge,
    };
  };
  return [
    side(data.users, data.userCount, data.items, parameters.user_bias_regularization),
    side(data.items, data.itemCount, data.users, parameters.item_bias_regularization),
  ];
}

/** Σ (target − bias of the other side)²: the squared error with this side's rows at zero. */
function squaresBefore({ others, targets }: RidgeSide, otherBias: Float64Array): number {
  let squares = 0;
  for (let entry = 0; entry < others.length; entry++) {
    const rest = targets[entry]! - otherBias[others[entry]!]!;
    squares += rest * rest;
  }
  return squares;
}

function penalty({ biasRidge, vectorRidge }: RidgeSide, { bias, vectors }: Rows, factors: number): number {
  let sum = 0;
  for (let row = 0; row < bias.length; row++) {
    let squares = 0;
    for (let at = row * factors; at < (row + 1) * factors; at++) squares += vectors[at]! * vectors[at]!;
    sum += biasRidge * bias[row]! * bias[row]! + vectorRidge[row]! * squares;
  }
  return sum;
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
