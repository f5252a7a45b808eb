import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { log } from '../elementary.js';
import { assertShape, type ClassData, type Features } from '../features.js';
import { groupRows, range, square, sum, total, vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, numbers } from '../tensors.js';

/** Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", section 6.6.3: everything is a count or a moment. */
export function checkNaiveBayes(p: TensorMap, settings: Settings, { features, labels, classes }: ClassData): Check[] {
  assertShape(p, features);
  const rowsOf = groupRows(labels, classes);
  const counts: number[] = [];
  const [means, variances]: [number[], number[]] = [[], []];
  let spread = 0;
  for (const column of features.columns) {
    if ('values' in column) {
      const momentsOf = (rows: Uint32Array) => {
        const mean = sum(rows.length, (i) => column.values[rows[i]!]!) / rows.length;
        return [mean, sum(rows.length, (i) => square(column.values[rows[i]!]! - mean)) / rows.length] as const;
      };
      means.push(...rowsOf.map((rows) => momentsOf(rows)[0]));
      variances.push(...rowsOf.map((rows) => momentsOf(rows)[1]));
      spread = Math.max(spread, momentsOf(range(features.rows))[1]);
    } else {
      for (let level = 0; level < column.levels; level++)
        counts.push(...rowsOf.map((rows) => rows.filter((row) => column.codes[row] === level).length));
    }
  }
  const scope = `${features.columns.length} columns, ${features.rows} rows, all`;
  const counted = {
    'classes.count': Float64Array.from(rowsOf, (rows) => rows.length),
    'levels.count': Float64Array.from(counts),
    'levels.alpha': Float64Array.of(settings.number('alpha')),
  };
  const averaged = {
    'numbers.mean': Float64Array.from(means),
    'numbers.variance': Float64Array.from(variances),
    'numbers.variance_floor': Float64Array.of(settings.number('variance_floor') * (spread > 0 ? spread : 1)),
  };
  return [found('counts', scope, differing(p, counted)), found('moments', scope, differenceOf(p, averaged))];
}

/** ln P(class) + Σ ln N(x; mean, variance + floor) + Σ ln (count + α)/(known + α·levels), for each class. */
export function naiveBayesScores(p: TensorMap, features: Features): Float64Array[] {
  assertShape(p, features);
  const counts = numbers(p, 'classes.count');
  const classes = counts.length;
  const [means, variances, levels] = ['numbers.mean', 'numbers.variance', 'levels.count'].map((n) => numbers(p, n));
  const [floor, alpha] = [numbers(p, 'numbers.variance_floor', 1)[0]!, numbers(p, 'levels.alpha', 1)[0]!];
  return Array.from(counts, (count, k) => {
    const scores = new Float64Array(features.rows).fill(log(count / total(counts)));
    let [number, level] = [k, k];
    for (const column of features.columns) {
      if ('values' in column) {
        const [mean, variance] = [means![number]!, variances![number]! + floor];
        column.values.forEach((x, row) => (scores[row]! += -log(variance) / 2 - square(x - mean) / (2 * variance)));
        number += classes;
      } else {
        const own = vector(column.levels, (code) => levels![level + code * classes]!);
        const known = total(own) + alpha * column.levels;
        const shares = own.map((n) => log((n + alpha) / known));
        column.codes.forEach((code, row) => (scores[row]! += code < 0 ? 0 : shares[code]!));
        level += classes * column.levels;
      }
    }
    return scores;
  });
}
