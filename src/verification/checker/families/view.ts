import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { factorize } from '../cholesky.js';
import { pointAt, type Points } from '../features.js';
import { dot, norm, square, sum, total, vector } from '../numeric.js';
import { found } from '../statements.js';
import { differenceOf, numbers } from '../tensors.js';

/** The mean of each column over some rows, each with its weight. */
export function weightedMean({ rows, columns, data }: Points, weight: (row: number) => number): Float64Array {
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < columns; j++) means[j]! += weight(row) * data[row * columns + j]!;
  return means;
}

/** Σ weight·(x − mean)(x − mean)ᵀ, or its diagonal alone */
export function scatter(
  points: Points,
  mean: Float64Array,
  weight: (row: number) => number,
  isDiagonal = false,
): Float64Array {
  const d = points.columns;
  const matrix = new Float64Array(d * d);
  for (let row = 0; row < points.rows; row++) {
    const z = pointAt(points, row).map((x, i) => x - mean[i]!);
    for (let i = 0; i < d; i++)
      for (let j = isDiagonal ? i : 0; j < (isDiagonal ? i + 1 : d); j++)
        matrix[i * d + j]! += weight(row) * z[i]! * z[j]!;
  }
  return matrix;
}

/** Columns of which the plane of components is made; of more, those of greatest variance. */
const VIEW_COLUMNS = 200;

/**
 * Principal components (Jolliffe, "Principal Component Analysis", 2nd ed., section 1.1): V orthonormal, CV = VΛ, and no
 * direction beside them has a larger variance: (λ₂ + δ)I − (C − VΛVᵀ) has a Cholesky factorization.
 */
export function checkView(p: TensorMap, points: Points): Check[] {
  const { rows, columns, data } = points;
  const share = () => 1 / rows;
  const mean = weightedMean(points, share);
  const variance = vector(columns, (j) => sum(rows, (row) => square(data[row * columns + j]! - mean[j]!) / rows));
  const kept = [...variance.keys()].sort((i, j) => variance[j]! - variance[i]! || i - j).slice(0, VIEW_COLUMNS);
  const n = kept.length;
  const part = {
    rows,
    columns: n,
    data: vector(rows * n, (at) => data[Math.floor(at / n) * columns + kept[at % n]!]!),
  };
  const c = scatter(
    part,
    Float64Array.from(kept, (j) => mean[j]!),
    share,
  );
  const all = Math.max(total(variance), Number.MIN_VALUE);
  const [axes, explained] = [numbers(p, 'view.axes', 2 * columns), numbers(p, 'view.explained', 2)];
  const v = [0, 1].slice(0, n).map((axis) => Float64Array.from(kept, (column) => axes[axis * columns + column]!));
  const outside = sum(axes.length, (at) => (kept.includes(at % columns) ? 0 : Math.abs(axes[at]!)));
  const skew = v.flatMap((axis, a) => v.map((other, b) => Math.abs(dot(axis, other) - (a === b ? 1 : 0))));
  const eigen = v.map((axis, a) => {
    const image = axis.map((_, i) => dot(c.subarray(i * n, (i + 1) * n), axis));
    return norm(image.map((x, i) => x - axis[i]! * explained[a]! * all)) / all;
  });
  const last = explained[v.length - 1]! * all;
  // What is left of C without the components, taken from a bound that it must not exceed.
  const rest = c.map((x, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const removed = sum(v.length, (a) => explained[a]! * all * v[a]![i]! * v[a]![j]!);
    return (i === j ? last + 1e-9 * all : 0) - (x - removed);
  });
  const scope = `${n} of ${columns} columns, ${rows} rows`;
  return [
    found('view.axes', scope, Math.max(outside, ...skew, differenceOf(p, { 'view.mean': mean }))),
    found('view.components', scope, Math.max(...eigen)),
    found('view.largest', scope, factorize(rest, n) && explained[0]! >= explained[1]! ? 0 : 1),
  ];
}
