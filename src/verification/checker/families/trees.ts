import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { assertShape, type Features } from '../features.js';
import { countBelow, extent } from '../numeric.js';
import { integers, numbers } from '../tensors.js';

/** Binary trees over binned features: a number goes left where x ≤ threshold, a category where its level's bin is in a set. */
export class Trees {
  readonly roots: Int32Array;
  readonly outputs: number;
  /** that a node splits by; −1 at a leaf */
  readonly feature: Int32Array;
  /** the left child; the right one follows it */
  readonly left: Int32Array;
  /** bin of every cell, by feature */
  readonly bins: readonly Uint8Array[];
  /** how many bins the features before each one have */
  readonly binOffsets: Uint32Array;
  private readonly threshold: Float64Array;
  private readonly values: Float64Array;
  private readonly sets: Uint32Array;
  private readonly edges: readonly Float64Array[];
  private readonly aside: Uint32Array;

  /** Throws TensorFileError unless every node leads somewhere. */
  constructor(
    p: TensorMap,
    readonly features: Features,
  ) {
    assertShape(p, features);
    const { columns } = features;
    this.roots = integers(p, 'trees.roots');
    this.feature = integers(p, 'nodes.feature');
    this.left = integers(p, 'nodes.left', this.feature.length);
    this.threshold = numbers(p, 'nodes.threshold', this.feature.length);
    this.values = numbers(p, 'leaves.value');
    this.outputs = p.get('leaves.value')?.shape[1] ?? 1;
    this.sets = tensorOf(p, 'sets', Uint32Array);
    const [edges, offsets] = [numbers(p, 'bins.edges'), integers(p, 'bins.edge_offsets', columns.length + 1)];
    this.edges = columns.map((_, f) => edges.slice(offsets[f], offsets[f + 1]));
    const levels = tensorOf(p, 'bins.levels', Uint8Array);
    this.binOffsets = new Uint32Array(columns.length + 1);
    let at = 0;
    this.bins = columns.map((column, f) => {
      const own = 'values' in column ? this.edges[f]! : levels.subarray(at, (at += column.levels));
      const count = 'values' in column ? own.length + 1 : Math.max(0, extent(own)[1]) + 1;
      this.binOffsets[f + 1] = this.binOffsets[f]! + count;
      if ('values' in column) return Uint8Array.from(column.values, (x) => countBelow(this.edges[f]!, x));
      return Uint8Array.from(column.codes, (code) => (code < 0 ? 0 : own[code]!));
    });
    this.aside = new Uint32Array(features.rows);
    this.feature.forEach((split, node) => {
      const [next, leaf] = [this.left[node]!, this.threshold[node]! * this.outputs];
      const sound =
        split < 0 ? leaf + this.outputs <= this.values.length : next > node && next + 1 < this.feature.length;
      if (!sound || split >= columns.length) throw new TensorFileError(`node ${node} leads nowhere`);
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

  /** Reorders the rows of an inner node in place, those of the left child first, and returns both parts. */
  divide(node: number, rows: Uint32Array): [left: Uint32Array, right: Uint32Array] {
    const [f, threshold, { aside }] = [this.feature[node]!, this.threshold[node]!, this];
    const [column, bins] = [this.features.columns[f]!, this.bins[f]!];
    const set = this.sets.subarray(threshold * 8, threshold * 8 + 8);
    let [left, right] = [0, 0];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const isLeft =
        'values' in column
          ? column.values[row]! <= threshold
          : ((set[bins[row]! >>> 5]! >>> (bins[row]! & 31)) & 1) === 1;
      if (isLeft) rows[left++] = row;
      else aside[right++] = row;
    }
    rows.set(aside.subarray(0, right), left);
    return [rows.subarray(0, left), rows.subarray(left)];
  }

  /** The rows that end at each leaf of a tree. */
  *leaves(tree: number, rows: Uint32Array): Generator<[leaf: number, rows: Uint32Array]> {
    const open: [number, Uint32Array][] = [[this.roots[tree]!, rows.slice()]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [node, own] = next;
      if (this.isLeaf(node)) yield [node, own];
      else this.divide(node, own).forEach((part, side) => open.push([this.left[node]! + side, part]));
    }
  }
}
