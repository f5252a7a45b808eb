import { DataError, type FitContext, type RatingData } from '../../contract.js';
import { incidenceOf } from '../incidence.js';
import { initialFactors } from '../initial-factors.js';
import { ridgeScale } from '../ridge-scaling.js';
import { gram, type Side, solveSide } from './half-sweep.js';
import { type IalsParameters } from './parameters.js';

export interface IalsModel {
  readonly factors: number;
  /** users × factors, row-major */
  readonly userFactors: Float64Array;
  /** items × factors, row-major */
  readonly itemFactors: Float64Array;
}

/** The items' half-sweep is always the last. */
export function fitIals(data: RatingData, parameters: IalsParameters, context: FitContext): IalsModel {
  if (data.users.length === 0) throw new DataError('too_few_rows', 'there is no interaction to learn from');
  const { factors: k, iterations } = parameters;
  const [users, items] = sidesOf(data, parameters);
  const userFactors = new Float64Array(data.userCount * k);
  const itemFactors = initialFactors(context.seed, 'ials.init', data.itemCount, k);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    solveSide(users, userFactors, itemFactors, k);
    solveSide(items, itemFactors, userFactors, k);
    const loss = lossOf(users, items, userFactors, itemFactors, k);
    context.onProgress?.(iteration / iterations, `alternation ${iteration} of ${iterations}`, [
      { name: 'loss', value: loss },
    ]);
  }
  return { factors: k, userFactors, itemFactors };
}

function sidesOf(data: RatingData, parameters: IalsParameters): [users: Side, items: Side] {
  const { users, items, userCount, itemCount } = data;
  const swapped = { ...data, users: items, items: users, userCount: itemCount, itemCount: userCount };
  return [sideOf(data, parameters), sideOf(swapped, parameters)];
}

function sideOf(data: RatingData, { confidence, regularization, regularization_scaling }: IalsParameters): Side {
  const { userOffsets: offsets, items: others, repeats } = incidenceOf(data);
  const scale = (row: number) => ridgeScale(regularization_scaling, offsets[row + 1]! - offsets[row]!);
  return {
    offsets,
    others,
    weights: Float64Array.from(repeats, (count) => confidence * count),
    ridge: Float64Array.from({ length: data.userCount }, (_, row) => regularization * scale(row)),
  };
}

/**
 * Σ over all pairs of c (p − x·y)² + the penalties. Pairs without an interaction add (x·y)², whose sum over all pairs is
 * ⟨XᵀX, YᵀY⟩, so that only the interactions are visited.
 */
function lossOf(users: Side, items: Side, x: Float64Array, y: Float64Array, k: number): number {
  const [gramX, gramY] = [new Float64Array(k * k), new Float64Array(k * k)];
  gram(x, k, gramX);
  gram(y, k, gramY);
  let loss = 0;
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) loss += (i === j ? 1 : 2) * gramX[i * k + j]! * gramY[i * k + j]!;
  for (let user = 0; user + 1 < users.offsets.length; user++) {
    for (let entry = users.offsets[user]!; entry < users.offsets[user + 1]!; entry++) {
      const score = dot(x, user * k, y, users.others[entry]! * k, k);
      loss += (1 + users.weights[entry]!) * (1 - score) * (1 - score) - score * score;
    }
  }
  return loss + penalty(users, x, k) + penalty(items, y, k);
}

function penalty({ ridge }: Side, factors: Float64Array, k: number): number {
  let sum = 0;
  for (let row = 0; row < ridge.length; row++) sum += ridge[row]! * dot(factors, row * k, factors, row * k, k);
  return sum;
}

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, k: number): number {
  let sum = 0;
  for (let f = 0; f < k; f++) sum += a[fromA + f]! * b[fromB + f]!;
  return sum;
}
