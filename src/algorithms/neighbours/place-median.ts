/**
 * Reorders `order[from..to)` so that place `middle` holds the row that would stand there if all were sorted by their value in
 * `column`, equal ones by row, the smaller before it and the greater behind it. Quickselect (Hoare, CACM 4, 1961); its pivots
 * follow a fixed sequence, so that no order of real data makes it slow, and decide nothing but its speed.
 */
export function placeMedian(
  order: Uint32Array,
  from: number,
  middle: number,
  to: number,
  data: Float64Array,
  columns: number,
  column: number,
): void {
  let [low, high] = [from, to - 1];
  let state = 0x9e3779b9;
  while (low < high) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pivotRow = order[low + (state % (high - low + 1))]!;
    const pivot = data[pivotRow * columns + column]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (isBefore(order[i]!, pivot, pivotRow)) i++;
      while (isBehind(order[j]!, pivot, pivotRow)) j--;
      if (i > j) break;
      const row = order[i]!;
      order[i++] = order[j]!;
      order[j--] = row;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }

  function isBefore(row: number, value: number, valueRow: number): boolean {
    const own = data[row * columns + column]!;
    return own < value || (own === value && row < valueRow);
  }

  function isBehind(row: number, value: number, valueRow: number): boolean {
    const own = data[row * columns + column]!;
    return own > value || (own === value && row > valueRow);
  }
}
