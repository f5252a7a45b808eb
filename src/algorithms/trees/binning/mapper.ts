import { type Features, type TensorLike } from '../../contract.js';
import { assertShape, type FeatureShape, shapeFromTensors, shapeOf, shapeToTensors } from '../../tabular/shape.js';
import { float64Tensor, int32Tensor, uint8Tensor, vector } from '../../tabular/tensors.js';
import { NumberBins } from '../../kernels/number-bins.js';
import { binEdges, MOST_BINS } from './edges.js';

/** How cells become bins 0..254, learned on training rows. */
export interface BinMapper {
  readonly shape: FeatureShape;
  /** per feature: ascending edges of a number (empty for a category) */
  readonly edges: readonly Float64Array[];
  /** per feature: bin of each level of a category (empty for a number); bin 0 is for unseen and rare levels */
  readonly levelBins: readonly Uint8Array[];
}

export interface BinnedFeatures {
  readonly rows: number;
  /** per feature, rows long */
  readonly bins: readonly Uint8Array[];
  /** per feature: all its bins are below this */
  readonly binCounts: Int32Array;
  /** per feature, as in FeatureShape */
  readonly kinds: Uint8Array;
}

export function learnBins(features: Features): BinMapper {
  const kernel = new NumberBins();
  return {
    shape: shapeOf(features),
    edges: features.columns.map((column) =>
      column.kind === 'number' ? binEdges(column.values, kernel) : new Float64Array(),
    ),
    levelBins: features.columns.map((column) =>
      column.kind === 'category' ? binLevels(column.codes, column.levels.length) : new Uint8Array(),
    ),
  };
}

export function applyBins(mapper: BinMapper, features: Features): BinnedFeatures {
  assertShape(mapper.shape, features);
  const kernel = new NumberBins();
  const bins = features.columns.map((column, i) => {
    if (column.kind === 'number') return kernel.binsOf(column.values, mapper.edges[i]!);
    const levels = mapper.levelBins[i]!;
    const out = new Uint8Array(features.rows);
    for (let row = 0; row < out.length; row++) out[row] = column.codes[row]! < 0 ? 0 : levels[column.codes[row]!]!;
    return out;
  });
  const binCounts = Int32Array.from(mapper.edges, (edges, i) =>
    mapper.shape.kinds[i] === 1
      ? mapper.levelBins[i]!.reduce((max, bin) => Math.max(max, bin), 0) + 1
      : edges.length + 1,
  );
  return { rows: features.rows, bins, binCounts, kinds: mapper.shape.kinds };
}

/** Bins 1, 2, … for the levels that occur, from the most frequent down (ties: lower index first), 254 at most; else 0. */
function binLevels(codes: Int32Array, levels: number): Uint8Array {
  const counts = new Float64Array(levels);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const order = Array.from(counts, (_, level) => level).filter((level) => counts[level]! > 0);
  order.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const bins = new Uint8Array(levels);
  order.slice(0, MOST_BINS - 1).forEach((level, rank) => (bins[level] = rank + 1));
  return bins;
}

/**
 * `shape.*` as in FeatureShape. `bins.edges` F64: the edges of all numbers, in feature order; `bins.edge_offsets` I32
 * [features + 1]: where each feature's edges start (none for a category). `bins.levels` U8: the bin of each level of all
 * categories, in feature and level order (`shape.levels` gives the counts).
 */
export function mapperToTensors(mapper: BinMapper): [string, TensorLike][] {
  const offsets = new Int32Array(mapper.edges.length + 1);
  mapper.edges.forEach((edges, i) => (offsets[i + 1] = offsets[i]! + edges.length));
  const edges = new Float64Array(offsets[mapper.edges.length]!);
  mapper.edges.forEach((part, i) => edges.set(part, offsets[i]));
  return [
    ...shapeToTensors(mapper.shape),
    ['bins.edges', vector(edges)],
    ['bins.edge_offsets', vector(offsets)],
    ['bins.levels', vector(Uint8Array.from(mapper.levelBins.flatMap((bins) => [...bins])))],
  ];
}

export function mapperFromTensors(tensors: ReadonlyMap<string, TensorLike>): BinMapper {
  const shape = shapeFromTensors(tensors);
  const edges = float64Tensor(tensors, 'bins.edges');
  const offsets = int32Tensor(tensors, 'bins.edge_offsets');
  const levels = uint8Tensor(tensors, 'bins.levels');
  let at = 0;
  return {
    shape,
    edges: Array.from(shape.kinds, (_, i) => edges.slice(offsets[i], offsets[i + 1])),
    levelBins: Array.from(shape.levels, (count) => levels.slice(at, (at += count))),
  };
}
