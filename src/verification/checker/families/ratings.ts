import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { type Settings } from '../settings.js';

/** Interactions by index; user and item indices in order of first appearance among the rows. */
export interface Ratings {
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** null where only the fact of an interaction is known */
  readonly values: Float64Array | null;
  readonly userCount: number;
  readonly itemCount: number;
}

/** A model as the metrics need it. */
export interface Recommender {
  /** of every item for one user */
  scores(user: number): Float64Array;
  /** the expected rating, −1 for who is unknown; null where the model expects none */
  readonly rate: ((user: number, item: number) => number) | null;
}

export interface RecommenderChecker {
  check(p: TensorMap, settings: Settings, ratings: Ratings, seed: number): Check[];
  load(p: TensorMap, settings: Settings, ratings: Ratings): Recommender;
}

/** For each user the distinct items, with the number of rows of the pair. */
export function incidence({ users, items, userCount }: Ratings): ReadonlyMap<number, number>[] {
  const met = Array.from({ length: userCount }, () => new Map<number, number>());
  users.forEach((user, row) => met[user]!.set(items[row]!, (met[user]!.get(items[row]!) ?? 0) + 1));
  return met;
}
