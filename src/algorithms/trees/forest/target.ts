/**
 * What a forest predicts, as integer sums that are exact in any order. A row of weight w adds to two or more lanes:
 * numbers and two classes: w to lane 0 and w·q to lane 1, q the quantized target, or 1 for class 1; more classes: w to the
 * lane of its class.
 */
export interface ForestTarget {
  readonly lanes: number;
  readonly isManyClasses: boolean;
  /** class of each row, or quantized target */
  readonly values: Float64Array;
  /** value of one unit of a quantized target, and its zero */
  readonly unit: number;
  readonly origin: number;
}

const RESOLUTION = 1073741824;
const EXACT_SUM = 4503599627370496;

export function classTarget(labels: Int32Array, classes: number): ForestTarget {
  const isManyClasses = classes > 2;
  return { lanes: classes, isManyClasses, values: Float64Array.from(labels), unit: 1, origin: 0 };
}

/** q = round((y − min)/unit), halves up, in at most 2^30 units from min to max, fewer where sums would pass 2^52. */
export function numberTarget(target: Float64Array): ForestTarget {
  let [low, high] = [Infinity, -Infinity];
  for (const y of target) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const unit = high > low ? (high - low) / Math.min(RESOLUTION, Math.floor(EXACT_SUM / target.length)) : 1;
  const values = target.map((y) => Math.floor((y - low) / unit + 0.5));
  return { lanes: 2, isManyClasses: false, values, unit, origin: low };
}

/** Weight of the rows in these sums. */
export function weightOf({ isManyClasses, lanes }: ForestTarget, sums: Float64Array, at = 0): number {
  if (!isManyClasses) return sums[at]!;
  let weight = 0;
  for (let k = 0; k < lanes; k++) weight += sums[at + k]!;
  return weight;
}

/** Outputs of a leaf: the share of each class of many, else the mean (of two classes, the share of class 1). */
export const outputsOf = ({ isManyClasses, lanes }: ForestTarget): number => (isManyClasses ? lanes : 1);

export function leafValue(target: ForestTarget, sums: Float64Array): Float64Array {
  const weight = weightOf(target, sums);
  if (target.isManyClasses) return sums.map((count) => count / weight);
  return Float64Array.of(target.origin + (sums[1]! / weight) * target.unit);
}

/** Σ_k n_k²/n for many classes (n minus it is n times the Gini impurity), else s²/n with s the sum of the target. */
export function purity(target: ForestTarget, sums: Float64Array): number {
  if (!target.isManyClasses) return (sums[1]! / sums[0]!) * sums[1]!;
  return sums.reduce((squares, n) => squares + n * n, 0) / weightOf(target, sums);
}
