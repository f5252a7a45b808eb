import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { assertShape, type Features } from '../features.js';
import { countBelow } from '../numeric.js';
import { integers, numbers } from '../tensors.js';
import { type Criterion } from './criterion.js';

/** Binary trees over binned features: a number goes left where x ≤ threshold, a category where its level's bin is in a set. */
export class Trees {
  readonly roots: Int32Array;
  readonly outputs: number;
  /** that a node splits by; −1 at a leaf */
  readonly feature: Int32Array;
  /** the left child; the right one follows it */
  readonly left: Int32Array;
  private readonly threshold: Float64Array;
  private readonly values: Float64Array;
  private readonly sets: Uint32Array;
  private readonly edges: readonly Float64Array[];
  /** bin of every cell, by feature */
  private readonly bins: readonly Uint8Array[];

  /** Throws TensorFileError unless every node leads somewhere. */
  constructor(
    p: TensorMap,
    readonly features: Features,
  ) {
    assertShape(p, features);
    this.roots = integers(p, 'trees.roots');
    this.feature = integers(p, 'nodes.feature');
    this.left = integers(p, 'nodes.left', this.feature.length);
    this.threshold = numbers(p, 'nodes.threshold', this.feature.length);
    this.values = numbers(p, 'leaves.value');
    this.outputs = p.get('leaves.value')?.shape[1] ?? 1;
    this.sets = tensorOf(p, 'sets', Uint32Array);
    const [edges, offsets] = [numbers(p, 'bins.edges'), integers(p, 'bins.edge_offsets', features.columns.length + 1)];
    this.edges = features.columns.map((_, f) => edges.slice(offsets[f], offsets[f + 1]));
    const levels = tensorOf(p, 'bins.levels', Uint8Array);
    let at = 0;
    this.bins = features.columns.map((column, f) => {
      if ('values' in column) return Uint8Array.from(column.values, (x) => countBelow(this.edges[f]!, x));
      const own = levels.subarray(at, (at += column.levels));
      return Uint8Array.from(column.codes, (code) => (code < 0 ? 0 : own[code]!));
    });
    this.feature.forEach((split, node) => {
      const [next, leaf] = [this.left[node]!, this.threshold[node]! * this.outputs];
      const sound =
        split < 0 ? leaf + this.outputs <= this.values.length : next > node && next + 1 < this.feature.length;
      if (!sound || split >= features.columns.length) throw new TensorFileError(`node ${node} leads nowhere`);
    });
  }

  isLeaf(node: number): boolean {
    return this.feature[node]! < 0;
  }

  isCategory(f: number): boolean {
    return !('values' in this.features.columns[f]!);
  }

  value(node: number, output = 0): number {
    return this.values[this.threshold[node]! * this.outputs + output]!;
  }

  /** Whether an inner node cuts a number at one of the model's own edges. */
  isLegal(node: number): boolean {
    const f = this.feature[node]!;
    return this.isCategory(f) || this.edges[f]!.includes(this.threshold[node]!);
  }

  goesLeft(node: number, row: number): boolean {
    const f = this.feature[node]!;
    const column = this.features.columns[f]!;
    if ('values' in column) return column.values[row]! <= this.threshold[node]!;
    const bin = this.bins[f]![row]!;
    return ((this.sets[this.threshold[node]! * 8 + (bin >>> 5)]! >>> (bin & 31)) & 1) === 1;
  }

  /** The leaf of each row in one tree. */
  leaves(tree: number): Int32Array {
    return Int32Array.from({ length: this.features.rows }, (_, row) => {
      let node = this.roots[tree]!;
      while (this.feature[node]! >= 0) node = this.left[node]! + (this.goesLeft(node, row) ? 0 : 1);
      return node;
    });
  }

  /** Sums of each bin of a feature that holds rows, in the order of bins. */
  binSums(f: number, rows: readonly number[], criterion: Criterion): Float64Array[] {
    const bins: Float64Array[] = [];
    for (const row of rows) criterion.add(row, (bins[this.bins[f]![row]!] ??= new Float64Array(criterion.lanes)));
    return bins.filter((bin) => bin !== undefined);
  }
}
