/** Sums, maxima and orders, each evaluated in a fixed order: the same bits on every engine. */

/** (f(0), …, f(n − 1)) */
export function vector(n: number, f: (i: number) => number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = f(i);
  return values;
}

/** Σ f(i), 0 ≤ i < n */
export function sum(n: number, f: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += f(i);
  return total;
}

/** max(0, f(0), …, f(n − 1)). Math.max keeps a NaN, which a comparison would lose. */
export function largest(n: number, f: (i: number) => number): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, f(i));
  return most;
}

export const square = (x: number): number => x * x;
export const range = (n: number): Uint32Array => new Uint32Array(n).map((_, i) => i);
export const total = (values: ArrayLike<number>): number => sum(values.length, (i) => values[i]!);
export const mean = (values: ArrayLike<number>): number => total(values) / values.length;
export const dot = (a: Float64Array, b: Float64Array): number => sum(a.length, (i) => a[i]! * b[i]!);
export const norm = (a: Float64Array): number => Math.sqrt(sum(a.length, (i) => a[i]! * a[i]!));
/** ‖a − b‖₂ */
export const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(sum(a.length, (i) => square(a[i]! - b[i]!)));

/** |a − b| over the larger of |a|, |b| and 1 */
export const relativeDifference = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1);

/** The smallest and the greatest value. */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) [low, high] = [Math.min(low, values[i]!), Math.max(high, values[i]!)];
  return [low, high];
}

/** The middle value; the mean of the two middle ones of an even count. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** How many of the ascending values are < x, or ≤ x with `orEqual`. */
export function countBelow(sorted: Float64Array, x: number, orEqual = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x || (orEqual && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Indices of the n smallest values, ascending by (value, index). */
export function smallest(values: Float64Array, n: number): number[] {
  const found: number[] = [];
  values.forEach((value, index) => {
    if (found.length === n && !(value < values[found[n - 1]!]!)) return;
    let place = found.length;
    while (place > 0 && values[found[place - 1]!]! > value) place--;
    found.splice(place, 0, index);
    found.length = Math.min(found.length, n);
  });
  return found;
}

/** How often each of 0..count−1 occurs. */
export function countsOf(values: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const value of values) counts[value]!++;
  return counts;
}

/** The positions of each of the groups 0..count−1, ascending. */
export function groupRows(groups: Int32Array, count: number): Uint32Array[] {
  const sizes = countsOf(groups, count);
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  groups.forEach((group, at) => (members[group]![sizes[group]!++] = at));
  return members;
}

/** 0, then the running sums of the lengths. */
export function offsetsOf(lists: readonly { readonly length: number }[]): Uint32Array {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach(({ length }, i) => (offsets[i + 1] = offsets[i]! + length));
  return offsets;
}
