import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { log } from '../elementary.js';
import { assertShape, type ClassData, type Features } from '../features.js';
import { average } from '../metrics.js';
import { type Settings } from '../settings.js';
import { differing, numbers } from '../tensors.js';
import { backward, exact, relativeDifference } from '../verdict.js';

/** Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", section 6.6.3: everything is a count or a moment. */
export function checkNaiveBayes(p: TensorMap, settings: Settings, { features, labels, classes }: ClassData): Check[] {
  assertShape(p, features);
  const rowsOf = Array.from({ length: classes }, (_, k) => [...labels.keys()].filter((row) => labels[row] === k));
  const counts: number[] = [];
  const [means, variances]: [number[], number[]] = [[], []];
  let largest = 0;
  for (const column of features.columns) {
    if ('values' in column) {
      const moments = (rows: readonly number[]) => {
        const mean = average(rows.map((row) => column.values[row]!));
        return [mean, average(rows.map((row) => square(column.values[row]! - mean)))] as const;
      };
      for (const rows of rowsOf) {
        means.push(moments(rows)[0]);
        variances.push(moments(rows)[1]);
      }
      largest = Math.max(largest, moments([...labels.keys()])[1]);
    } else {
      for (let level = 0; level < column.levels; level++)
        for (const rows of rowsOf) counts.push(rows.filter((row) => column.codes[row] === level).length);
    }
  }
  const scope = `${features.columns.length} columns, ${features.rows} rows, all`;
  const floor = settings.number('variance_floor') * (largest > 0 ? largest : 1);
  const distances = (name: string, expected: readonly number[]) =>
    numbers(p, name, expected.length).reduce(
      (max, value, i) => Math.max(max, relativeDifference(value, expected[i]!)),
      0,
    );
  return [
    exact(
      { id: 'counts', scope, implies: 'the counts of classes and levels are those of the rows' },
      differing(
        p,
        'classes.count',
        Float64Array.from(rowsOf, (rows) => rows.length),
      ) +
        differing(p, 'levels.count', Float64Array.from(counts)) +
        differing(p, 'levels.alpha', Float64Array.of(settings.number('alpha'))),
    ),
    backward(
      { id: 'moments', scope, implies: 'means and variances of each class are those of its rows' },
      Math.max(
        distances('numbers.mean', means),
        distances('numbers.variance', variances),
        distances('numbers.variance_floor', [floor]),
      ),
    ),
  ];
}

/** ln P(class) + Σ ln N(x; mean, variance + floor) + Σ ln (count + α)/(known + α·levels), for each class. */
export function naiveBayesScores(p: TensorMap, features: Features): Float64Array[] {
  assertShape(p, features);
  const counts = numbers(p, 'classes.count');
  const classes = counts.length;
  const [means, variances] = [numbers(p, 'numbers.mean'), numbers(p, 'numbers.variance')];
  const [floor, alpha] = [numbers(p, 'numbers.variance_floor', 1)[0]!, numbers(p, 'levels.alpha', 1)[0]!];
  const levelCounts = numbers(p, 'levels.count');
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count, k) => {
    const scores = new Float64Array(features.rows).fill(log(count / total));
    let [number, level] = [k, k];
    for (const column of features.columns) {
      if ('values' in column) {
        const [mean, variance] = [means[number]!, variances[number]! + floor];
        column.values.forEach((x, row) => (scores[row]! += -log(variance) / 2 - square(x - mean) / (2 * variance)));
        number += classes;
      } else {
        const own = Float64Array.from({ length: column.levels }, (_, code) => levelCounts[level + code * classes]!);
        const known = own.reduce((sum, n) => sum + n, 0) + alpha * column.levels;
        const shares = own.map((n) => log((n + alpha) / known));
        column.codes.forEach((code, row) => (scores[row]! += code < 0 ? 0 : shares[code]!));
        level += classes * column.levels;
      }
    }
    return scores;
  });
}

const square = (x: number) => x * x;
