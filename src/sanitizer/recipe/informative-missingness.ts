import { type TableColumn } from '../../contracts/table.js';
import { isMissing } from './table-cells.js';

/** fewer missing or present cells than this prove nothing */
const MIN_GROUP = 8;
/** two-sided 1 % of the standard normal */
const Z = 2.576;

/**
 * Whether a missing cell tells something of the target: a z-test of the difference of means for a number, Pearson's χ²
 * for classes (threshold: Wilson and Hilferty's cube-root approximation of its 99 % quantile). Rows without target are skipped.
 */
export function missingnessInforms(column: TableColumn, target: TableColumn, rows: Uint32Array): boolean {
  const known = rows.filter((row) => !isMissing(target, row));
  const absent = known.filter((row) => isMissing(column, row)).length;
  if (absent < MIN_GROUP || known.length - absent < MIN_GROUP) return false;
  return 'codes' in target
    ? classesDiffer(column, target.codes, target.levels.length, known)
    : meansDiffer(column, target.values, known);
}

function meansDiffer(column: TableColumn, target: Float64Array, rows: Uint32Array): boolean {
  const groups = [moments(), moments()] as const;
  for (const row of rows) groups[isMissing(column, row) ? 0 : 1].add(target[row]!);
  const [absent, present] = groups;
  const spread = Math.sqrt(absent.variance() / absent.n() + present.variance() / present.n());
  return Math.abs(absent.mean() - present.mean()) > Z * spread;
}

/** Welford's running mean and variance. */
function moments() {
  let [n, mean, squares] = [0, 0, 0];
  return {
    add: (value: number) => {
      n++;
      const delta = value - mean;
      mean += delta / n;
      squares += delta * (value - mean);
    },
    n: () => n,
    mean: () => mean,
    variance: () => squares / Math.max(1, n - 1),
  };
}

function classesDiffer(column: TableColumn, classes: Int32Array, k: number, rows: Uint32Array): boolean {
  const counts = new Float64Array(2 * k);
  for (const row of rows) counts[(isMissing(column, row) ? 0 : k) + classes[row]!]!++;
  const absent = counts.subarray(0, k).reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let seen = 0;
  for (let c = 0; c < k; c++) {
    const total = counts[c]! + counts[k + c]!;
    if (total === 0) continue;
    seen++;
    const expected = (total * absent) / rows.length;
    const other = total - expected;
    statistic += squared(counts[c]! - expected) / expected + squared(counts[k + c]! - other) / other;
  }
  const freedom = seen - 1;
  if (freedom < 1) return false;
  const root = 1 - 2 / (9 * freedom) + 2.326 * Math.sqrt(2 / (9 * freedom));
  return statistic > freedom * root * root * root;
}

const squared = (x: number): number => x * x;
