import { type TensorLike } from '../contract.js';
import { log } from '../math/index.js';
import { float64Tensor } from '../tabular/tensors.js';
import { detector } from './detector.js';

export interface HbosState {
  readonly columns: number;
  readonly bins: number;
  /** columns × 2: least and greatest training value */
  readonly ranges: Float64Array;
  /** columns × (bins + 1): log of the fullest bin's height over the bin's; the last is for values out of range */
  readonly surprise: Float64Array;
}

/** Weight of an empty bin, in rows. */
const EMPTY = 0.1;

/**
 * Histogram-based outlier score: the sum over columns of log((c_max + 0.1)/(c + 0.1)), c the training rows in the
 * row's bin of equal width, ⌊B (x − least)/(greatest − least)⌋ (B − 1 for the greatest, 0 in a constant column),
 * c_max those in the fullest bin, c = 0 out of the training range. Tensors: `ranges` F64 [columns, 2], `surprise` F64
 * [columns, B + 1]: each bin's term, then that of a value out of range.
 */
export const hbos = detector<HbosState>({
  name: 'hbos',
  title: 'Histogram-based outlier score',
  source: 'Goldstein & Dengel, Histogram-based outlier score, KI 2012',
  properties: {
    bins: { type: 'integer', description: 'Bins of equal width per column.', default: 10, minimum: 2, maximum: 1000 },
  },
  fit({ rows, columns, data }, parameters) {
    const bins = parameters.number('bins');
    const ranges = new Float64Array(2 * columns);
    const surprise = new Float64Array(columns * (bins + 1));
    for (let column = 0; column < columns; column++) {
      const values = Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
      const least = values.reduce((low, value) => Math.min(low, value), Infinity);
      const greatest = values.reduce((high, value) => Math.max(high, value), -Infinity);
      const counts = new Float64Array(bins + 1);
      for (const value of values) counts[binOf(value, least, greatest, bins)]!++;
      const highest = counts.reduce((most, count) => Math.max(most, count), 0);
      ranges.set([least, greatest], 2 * column);
      surprise.set(
        counts.map((count) => log((highest + EMPTY) / (count + EMPTY))),
        column * (bins + 1),
      );
    }
    return { columns, bins, ranges, surprise };
  },
  score({ columns, bins, ranges, surprise }, points) {
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (let column = 0; column < columns; column++) {
        const bin = binOf(points.data[row * columns + column]!, ranges[2 * column]!, ranges[2 * column + 1]!, bins);
        total += surprise[column * (bins + 1) + bin]!;
      }
      return total;
    });
  },
  toTensors: ({ ranges, surprise, columns, bins }): [string, TensorLike][] => [
    ['ranges', { shape: [columns, 2], data: ranges }],
    ['surprise', { shape: [columns, bins + 1], data: surprise }],
  ],
  fromTensors(tensors) {
    const ranges = float64Tensor(tensors, 'ranges');
    const surprise = float64Tensor(tensors, 'surprise');
    const columns = ranges.length / 2;
    return { ranges, surprise, columns, bins: surprise.length / columns - 1 };
  },
  memory: (rows, columns, parameters) => 8 * (rows + columns * (2 + parameters.number('bins'))),
});

function binOf(value: number, least: number, greatest: number, bins: number): number {
  if (value < least || value > greatest) return bins;
  return greatest > least ? Math.min(bins - 1, Math.floor((bins * (value - least)) / (greatest - least))) : 0;
}
