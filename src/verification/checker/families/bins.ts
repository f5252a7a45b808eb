import { type TensorMap } from '../../../contracts/safetensors.js';
import { type Features } from '../features.js';
import { countsOf } from '../numeric.js';
import { differing, integers, numbers } from '../tensors.js';

/** Most bins of a feature. */
const BINS = 255;

/**
 * In how many places the model's bins differ from their rule: an edge in the middle of each two neighbours where a number
 * has at most 255 values; levels numbered from the most frequent. The edges among more values are taken as given.
 */
export function binFaults(p: TensorMap, { columns, rows }: Features): { faults: number; given: string } {
  const [edges, offsets] = [numbers(p, 'bins.edges'), integers(p, 'bins.edge_offsets', columns.length + 1)];
  const levels: number[] = [];
  let [faults, given] = [0, 0];
  columns.forEach((column, f) => {
    const own = edges.subarray(offsets[f], offsets[f + 1]);
    if (!('values' in column)) return void levels.push(...levelBins(column.codes, column.levels));
    const distinct = [...new Set(column.values)].sort((a, b) => a - b);
    if (distinct.length > BINS || rows > 200_000) {
      given++;
      faults += own.length >= BINS || own.some((edge, i) => i > 0 && edge <= own[i - 1]!) ? 1 : 0;
    } else if (own.length !== distinct.length - 1) faults++;
    else faults += own.filter((edge, i) => edge !== between(distinct[i]!, distinct[i + 1]!)).length;
  });
  return {
    faults: faults + differing(p, { 'bins.levels': Uint8Array.from(levels) }),
    given: `; ${given} numbers with more than ${BINS} values, whose edges are taken as given`,
  };
}

/** 1, 2, … from the most frequent level down, the lower index first among equals; 0 without a row and beyond 254. */
function levelBins(codes: Int32Array, levels: number): Uint8Array {
  const counts = countsOf(
    codes.filter((code) => code >= 0),
    levels,
  );
  const order = [...counts.keys()].filter((level) => counts[level]! > 0);
  const bins = new Uint8Array(levels);
  order.sort((a, b) => counts[b]! - counts[a]! || a - b);
  order.slice(0, BINS - 1).forEach((level, rank) => (bins[level] = rank + 1));
  return bins;
}

function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}
