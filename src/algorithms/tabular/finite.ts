/** A loop, because a call per cell takes as long as growing a tree; x·0 is 0 for every finite x and NaN for all others. */
export function areFinite(values: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  return sum === 0;
}
