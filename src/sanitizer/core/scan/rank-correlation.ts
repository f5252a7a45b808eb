/** Spearman's ρ, with mean ranks for ties; exactly ±1 if and only if the ranks are equal or reversed. NaN if either is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [ranks(x), ranks(y)];
  const n = x.length;
  if (a.every((rank, i) => rank === b[i])) return constant(a) ? NaN : 1;
  if (a.every((rank, i) => rank + b[i]! === n - 1)) return -1;
  const mean = (n - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [a[i]! - mean, b[i]! - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  // Rounding may reach 1 where the ranks are not the same.
  return Math.max(-1 + Number.EPSILON, Math.min(1 - Number.EPSILON, xy / Math.sqrt(xx * yy)));
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) result[order[k]!] = (from + to - 1) / 2;
  }
  return result;
}

const constant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
