/**
 * Entries grouped by row: those of row r are `entries[offsets[r]]` to `entries[offsets[r + 1] − 1]`, indices into the data
 * that was grouped, ascending within each row.
 */
export interface Adjacency {
  readonly offsets: Uint32Array;
  readonly entries: Uint32Array;
}

/** Groups 0..keys.length−1 by key (0..count−1), stable: a counting sort. */
export function groupBy(keys: Int32Array, count: number): Adjacency {
  const offsets = new Uint32Array(count + 1);
  for (const key of keys) offsets[key + 1]!++;
  for (let r = 0; r < count; r++) offsets[r + 1]! += offsets[r]!;
  const next = offsets.slice(0, count);
  const entries = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) entries[next[keys[i]!]!++] = i;
  return { offsets, entries };
}

export function gatherIndices(values: Int32Array, entries: Uint32Array): Int32Array {
  const gathered = new Int32Array(entries.length);
  for (let i = 0; i < entries.length; i++) gathered[i] = values[entries[i]!]!;
  return gathered;
}

export function gatherNumbers(values: Float64Array, entries: Uint32Array): Float64Array {
  const gathered = new Float64Array(entries.length);
  for (let i = 0; i < entries.length; i++) gathered[i] = values[entries[i]!]!;
  return gathered;
}
