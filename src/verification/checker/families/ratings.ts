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

/** The positions of each group, ascending: a counting sort. */
export function groupRows(groups: Int32Array, count: number): Uint32Array[] {
  const sizes = countsOf(groups, count);
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  groups.forEach((group, at) => (members[group]![sizes[group]!++] = at));
  return members;
}

/** For each user the distinct items, with the number of rows of the pair. */
export function incidence({ users, items, userCount }: Ratings): ReadonlyMap<number, number>[] {
  const met = Array.from({ length: userCount }, () => new Map<number, number>());
  users.forEach((user, row) => met[user]!.set(items[row]!, (met[user]!.get(items[row]!) ?? 0) + 1));
  return met;
}

/** How often each of 0..count−1 occurs. */
export function countsOf(values: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const value of values) counts[value]!++;
  return counts;
}

/** 0, then the running sums. */
export function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => (offsets[i + 1] = offsets[i]! + length));
  return offsets;
}

/** Indices of the n highest finite scores, the lower index first among equals. */
export function highest(scores: Float64Array, n: number): number[] {
  const top: number[] = [];
  scores.forEach((score, item) => {
    if (!(score > -Infinity) || (top.length === n && !(score > scores[top[n - 1]!]!))) return;
    let place = top.length;
    while (place > 0 && scores[top[place - 1]!]! < score) place--;
    top.splice(place, 0, item);
    top.length = Math.min(top.length, n);
  });
  return top;
}

export const popular = ({ items, itemCount }: Ratings): Recommender => {
  const counts = Float64Array.from(countsOf(items, itemCount));
  return { scores: () => counts.slice(), rate: null };
};

export const extent = (values: Float64Array): [low: number, high: number] => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b)),
];
