import { type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { RandomStream } from '../random/stream.js';
import { squaredDistance } from './distance.js';

const MOST_ROWS = 1500;

/**
 * Mean silhouette width (Rousseeuw 1987): (b − a)/max(a, b) with a the mean distance to the other rows of the own
 * cluster, b the least mean distance to the rows of another one; 0 for a row that is alone in its cluster or noise
 * (label −1). Null for fewer than two clusters. Of more than 1,500 rows a sample by the stream `silhouette` is looked
 * at.
 */
export function silhouette(points: Matrix, labels: Int32Array, seed: number): number | null {
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  if (order.length > MOST_ROWS) new RandomStream(seed, 'silhouette').shuffle(order);
  const rows = order.slice(0, MOST_ROWS).sort();
  const sample = selectMatrixRows(points, rows);
  const own = Int32Array.from(rows, (row) => labels[row]!);
  const clusters = own.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Float64Array(clusters);
  for (const label of own) if (label >= 0) sizes[label]!++;
  if (sizes.filter((size) => size > 0).length < 2) return null;
  let total = 0;
  for (let row = 0; row < sample.rows; row++) {
    const label = own[row]!;
    if (label < 0 || sizes[label] === 1) continue;
    const sums = new Float64Array(clusters);
    for (let other = 0; other < sample.rows; other++) {
      if (own[other]! >= 0) sums[own[other]!]! += Math.sqrt(squaredDistance(sample, row, sample, other));
    }
    const inside = sums[label]! / (sizes[label]! - 1);
    let outside = Infinity;
    sums.forEach((sum, i) => {
      if (i !== label && sizes[i]! > 0) outside = Math.min(outside, sum / sizes[i]!);
    });
    const greater = Math.max(inside, outside);
    if (greater > 0) total += (outside - inside) / greater;
  }
  return total / sample.rows;
}
