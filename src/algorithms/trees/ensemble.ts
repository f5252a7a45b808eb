import { type Features, type TensorLike } from '../contract.js';
import { RowRouter } from '../kernels/trees/routes.js';
import { float64Tensor, int32Tensor, uint32Tensor, vector } from '../tabular/tensors.js';
import { assertShape } from '../tabular/shape.js';
import { type BinMapper } from './binning/mapper.js';

/** Words of a set of bins: bit b of the set is bit (b mod 32) of word ⌊b/32⌋. */
export const SET_WORDS = 8;

/** Trees in flat arrays. The children of a node stand side by side: left, then right = left + 1. */
export interface TreeEnsemble {
  /** root node of each tree */
  readonly roots: Int32Array;
  /** feature that an inner node splits on; −1: a leaf */
  readonly feature: Int32Array;
  readonly left: Int32Array;
  /** inner node: x ≤ threshold goes left (number), or the index of the set of bins that goes left (category); leaf: its row in leafValues */
  readonly threshold: Float64Array;
  /** leaves × outputs, row-major */
  readonly leafValues: Float64Array;
  readonly outputs: number;
  /** sets × SET_WORDS */
  readonly sets: Uint32Array;
}

export const inSet = (sets: Uint32Array, set: number, bin: number): boolean =>
  ((sets[set * SET_WORDS + (bin >>> 5)]! >>> (bin & 31)) & 1) === 1;

/** Rows [from, to) as routing reads them: their cells take 8 bytes each. */
export class RoutedRows {
  private readonly router: RowRouter;

  constructor(mapper: BinMapper, features: Features, from = 0, to: number = features.rows) {
    const columns = features.columns.map((column, i) => {
      if (column.kind === 'number') return column.values.subarray(from, to);
      const bins = mapper.levelBins[i]!;
      const cells = new Float64Array(to - from);
      for (let row = from; row < to; row++) {
        const code = column.codes[row]!;
        cells[row - from] = code < 0 ? 0 : bins[code]!;
      }
      return cells;
    });
    this.router = new RowRouter(to - from, columns, mapper.shape.kinds);
  }

  /** Row in leafValues of the leaf that each row reaches in one tree: a view that the next call writes over. */
  leaves({ feature, left, threshold, sets, roots }: TreeEnsemble, tree: number): Int32Array {
    const end = roots[tree + 1] ?? feature.length;
    return this.router.route({ first: roots[tree]!, end, feature, left, threshold, sets });
  }
}

/** Rows whose cells fit a cache beside a tree. */
const BLOCK = 8192;

/** Calls `see` with the leaves of every tree, in order, for one block of rows after the other. */
export function routeAll(
  mapper: BinMapper,
  ensemble: TreeEnsemble,
  features: Features,
  see: (tree: number, leaves: Int32Array, firstRow: number) => void,
): void {
  assertShape(mapper.shape, features);
  for (let from = 0; from < features.rows; from += BLOCK) {
    const routed = new RoutedRows(mapper, features, from, Math.min(features.rows, from + BLOCK));
    for (let tree = 0; tree < ensemble.roots.length; tree++) see(tree, routed.leaves(ensemble, tree), from);
  }
}

/**
 * `trees.roots` I32 [trees]; per node `nodes.feature` I32 (−1: leaf), `nodes.left` I32 (left child; the right one follows
 * it; 0 at a leaf) and `nodes.threshold` F64: a number's x ≤ threshold goes left; for a category the index of a set, and a
 * row whose level's bin (`bins.levels`; unseen: 0) is in it goes left; for a leaf its row in `leaves.value` F64 [leaves,
 * outputs]. `sets` U32 [sets, 8]: bit (b mod 32) of word ⌊b/32⌋ is bin b.
 */
export function ensembleToTensors(ensemble: TreeEnsemble): [string, TensorLike][] {
  const { outputs, leafValues, sets } = ensemble;
  return [
    ['trees.roots', vector(ensemble.roots)],
    ['nodes.feature', vector(ensemble.feature)],
    ['nodes.left', vector(ensemble.left)],
    ['nodes.threshold', vector(ensemble.threshold)],
    ['leaves.value', { shape: [leafValues.length / outputs, outputs], data: leafValues }],
    ['sets', { shape: [sets.length / SET_WORDS, SET_WORDS], data: sets }],
  ];
}

export function ensembleFromTensors(tensors: ReadonlyMap<string, TensorLike>): TreeEnsemble {
  return {
    roots: int32Tensor(tensors, 'trees.roots'),
    feature: int32Tensor(tensors, 'nodes.feature'),
    left: int32Tensor(tensors, 'nodes.left'),
    threshold: float64Tensor(tensors, 'nodes.threshold'),
    leafValues: float64Tensor(tensors, 'leaves.value'),
    outputs: tensors.get('leaves.value')?.shape[1] ?? 1,
    sets: uint32Tensor(tensors, 'sets'),
  };
}
