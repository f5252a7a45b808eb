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

/** The positions of each group, ascending: a counting sort. */
export function groupRows(groups: Int32Array, count: number): Uint32Array[] {
  const sizes = new Uint32Array(count);
  for (const group of groups) sizes[group]!++;
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  groups.forEach((group, at) => (members[group]![sizes[group]!++] = at));
  return members;
}
