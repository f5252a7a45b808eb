import { type ClassificationData } from '../contract.js';

/** Per number and class the mean and the variance (denominator n_k, two passes), numbers × classes; and the largest variance over all rows. */
export function gaussianMoments({ features, labels, classes }: ClassificationData) {
  const numbers = features.columns.flatMap((column) => (column.kind === 'number' ? [column.values] : []));
  const means = new Float64Array(numbers.length * classes.length);
  const variances = new Float64Array(means.length);
  let largestVariance = 0;
  numbers.forEach((values, j) => {
    const own = momentsByClass(values, labels, classes.length);
    means.set(own.means, j * classes.length);
    variances.set(own.variances, j * classes.length);
    const overall = momentsByClass(values, new Int32Array(labels.length), 1);
    largestVariance = Math.max(largestVariance, overall.variances[0]!);
  });
  return { means, variances, largestVariance };
}

function momentsByClass(values: Float64Array, labels: Int32Array, classes: number) {
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes);
  for (let i = 0; i < values.length; i++) {
    counts[labels[i]!]!++;
    means[labels[i]!]! += values[i]!;
  }
  for (let k = 0; k < classes; k++) means[k]! /= counts[k]!;
  const variances = new Float64Array(classes);
  for (let i = 0; i < values.length; i++) {
    const distance = values[i]! - means[labels[i]!]!;
    variances[labels[i]!]! += distance * distance;
  }
  for (let k = 0; k < classes; k++) variances[k]! /= counts[k]!;
  return { means, variances };
}

/** Per category in feature order, levels × classes counts, joined. */
export function levelCounts({ features, labels, classes }: ClassificationData): Float64Array {
  const parts = features.columns.flatMap((column) => {
    if (column.kind === 'number') return [];
    const counts = new Float64Array(column.levels.length * classes.length);
    column.codes.forEach((code, i) => {
      if (code >= 0) counts[code * classes.length + labels[i]!]!++;
    });
    return [counts];
  });
  const joined = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
