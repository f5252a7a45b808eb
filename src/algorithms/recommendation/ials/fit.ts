import { DataError, type FitContext, type RatingData } from '../../contract.js';
import { AlternatingRidge, type RidgeSide } from '../../kernels/alternating-ridge.js';
import { sum } from '../../math/index.js';
import { incidenceOf } from '../incidence.js';
import { initialFactors } from '../initial-factors.js';
import { ridgeScale } from '../ridge-scaling.js';
import { type IalsParameters } from './parameters.js';

export interface IalsModel {
  readonly factors: number;
  /** users × factors, row-major */
  readonly userFactors: Float64Array;
  /** items × factors, row-major */
  readonly itemFactors: Float64Array;
}

const USERS = 0;
const ITEMS = 1;
/** of conjugate gradients, in each half of an alternation */
const STEPS = 3;

/**
 * Alternates in f32; the items' half-sweep is the last, and is repeated in f64, so that what the model claims of the items
 * holds to f64's rounding.
 */
export function fitIals(data: RatingData, parameters: IalsParameters, context: FitContext): IalsModel {
  if (data.users.length === 0) throw new DataError('too_few_rows', 'there is no interaction to learn from');
  const { factors } = parameters;
  const [users, items] = sidesOf(data, parameters);
  const problem = { factors, biased: false, dense: true, threads: context.threads } as const;
  const bias = new Float64Array(0);
  const ridge = new AlternatingRidge({ ...problem, precision: 'f32', sides: [users, items] });
  try {
    ridge.write(ITEMS, { bias, vectors: initialFactors(context.seed, 'ials.init', data.itemCount, factors) });
    alternate(ridge, [users, items], parameters, context);
  } finally {
    ridge.end();
  }
  const userFactors = ridge.read(USERS).vectors;
  const exact = new AlternatingRidge({ ...problem, precision: 'f64', sides: [withoutEntries(users), items] });
  try {
    exact.write(USERS, { bias, vectors: userFactors });
    exact.solve(ITEMS);
  } finally {
    exact.end();
  }
  return { factors, userFactors, itemFactors: exact.read(ITEMS).vectors };
}

function alternate(
  ridge: AlternatingRidge,
  [users, items]: readonly [RidgeSide, RidgeSide],
  { factors, iterations, solver }: IalsParameters,
  context: FitContext,
): void {
  const confidences = sum(users.targets);
  const vectorsOf = (side: 0 | 1) => ridge.read(side).vectors;
  // Users start at zero, where nothing is explained.
  let loss = confidences + penalty(items, vectorsOf(ITEMS), factors);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    if (solver === 'conjugate_gradient') {
      for (const side of [USERS, ITEMS] as const) loss -= ridge.approach(side, STEPS);
    } else {
      ridge.solve(USERS);
      loss = confidences - ridge.solve(ITEMS) + penalty(users, vectorsOf(USERS), factors);
    }
    const figures = [{ name: 'loss', value: loss }];
    context.onProgress?.(iteration / iterations, `alternation ${iteration} of ${iterations}`, figures);
  }
}

function sidesOf(data: RatingData, parameters: IalsParameters): [users: RidgeSide, items: RidgeSide] {
  const { users, items, userCount, itemCount } = data;
  const swapped = { ...data, users: items, items: users, userCount: itemCount, itemCount: userCount };
  return [sideOf(data, parameters), sideOf(swapped, parameters)];
}

function sideOf(data: RatingData, { confidence, regularization, regularization_scaling }: IalsParameters): RidgeSide {
  const { userOffsets: offsets, items: others, repeats } = incidenceOf(data);
  const scale = (row: number) => ridgeScale(regularization_scaling, offsets[row + 1]! - offsets[row]!);
  return {
    offsets,
    others,
    weights: Float64Array.from(repeats, (count) => confidence * count),
    targets: Float64Array.from(repeats, (count) => 1 + confidence * count),
    vectorRidge: Float64Array.from({ length: data.userCount }, (_, row) => regularization * scale(row)),
    biasRidge: 0,
  };
}

/** A side that is held and never solved. */
function withoutEntries(side: RidgeSide): RidgeSide {
  const none = new Float64Array(0);
  const offsets = new Uint32Array(side.offsets.length);
  return { ...side, offsets, others: new Int32Array(0), weights: none, targets: none };
}

function penalty({ vectorRidge }: RidgeSide, vectors: Float64Array, factors: number): number {
  let sum = 0;
  for (let row = 0; row < vectorRidge.length; row++) {
    let squares = 0;
    for (let at = row * factors; at < (row + 1) * factors; at++) squares += vectors[at]! * vectors[at]!;
    sum += vectorRidge[row]! * squares;
  }
  return sum;
}
