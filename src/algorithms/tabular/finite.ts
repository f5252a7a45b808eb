/** A loop, because a call per cell takes as long as growing a tree. */
export function areFinite(values: Float64Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
