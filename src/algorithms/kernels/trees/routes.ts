import { WASM } from '../generated/tree-routes.js';
import { KernelInstance } from '../instance.js';

interface Exports {
  readonly route: (cells: number, rows: number, stride: number, nodes: number, sets: number, leaves: number) => void;
}

const NODE_BYTES = 16;
const SET_WORDS = 8;
const IS_CATEGORY = 0x40000000;

/** One tree's nodes, from `first` to before `end`, in the arrays of an ensemble (see TreeEnsemble). */
export interface TreeNodes {
  readonly first: number;
  readonly end: number;
  readonly feature: Int32Array;
  readonly left: Int32Array;
  readonly threshold: Float64Array;
  readonly sets: Uint32Array;
}

/** Rows that are sent down one tree after the other: numbers as they are, categories as their bins. */
export class RowRouter {
  private readonly kernel = new KernelInstance<Exports>(WASM);
  private readonly cells: number;
  private readonly leaves: number;
  private nodes = { address: 0, count: 0 };
  private sets = { address: 0, count: 0 };

  /** `columns`: cells of each feature, `rows` long; `isCategory`: 1 where they are bins below 256 */
  constructor(
    private readonly rows: number,
    private readonly columns: readonly ArrayLike<number>[],
    private readonly isCategory: Uint8Array,
  ) {
    const { kernel } = this;
    this.cells = kernel.take(8 * rows * columns.length);
    this.leaves = kernel.take(4 * rows);
    const cells = kernel.view(Float64Array, this.cells, rows * columns.length);
    columns.forEach((column, f) => {
      for (let row = 0, at = f; row < rows; row++, at += columns.length) cells[at] = column[row]!;
    });
  }

  /** The leaf of each row, a view that the next call writes over. */
  route(tree: TreeNodes): Int32Array {
    const count = tree.end - tree.first;
    this.nodes = this.atLeast(this.nodes, count, NODE_BYTES);
    this.sets = this.atLeast(this.sets, count, 4 * SET_WORDS);
    this.pack(tree, count);
    const { kernel, rows, cells, nodes, sets, leaves } = this;
    kernel.run.route(cells, rows, 8 * this.columns.length, nodes.address, sets.address, leaves);
    return kernel.view(Int32Array, leaves, rows);
  }

  /** Children and sets are counted from the tree's own first. */
  private pack({ first, feature, left, threshold, sets }: TreeNodes, count: number): void {
    const links = this.kernel.view(Int32Array, this.nodes.address, 4 * count);
    const limits = this.kernel.view(Float64Array, this.nodes.address, 2 * count);
    const words = this.kernel.view(Uint32Array, this.sets.address, SET_WORDS * count);
    let setCount = 0;
    for (let i = 0; i < count; i++) {
      const split = feature[first + i]!;
      const limit = threshold[first + i]!;
      const isSet = split >= 0 && this.isCategory[split] === 1;
      links[4 * i] = isSet ? split | IS_CATEGORY : split;
      links[4 * i + 1] = left[first + i]! - first;
      limits[2 * i + 1] = isSet ? setCount : limit;
      if (isSet) words.set(sets.subarray(SET_WORDS * limit, SET_WORDS * (limit + 1)), SET_WORDS * setCount++);
    }
  }

  private atLeast(area: { address: number; count: number }, count: number, bytes: number) {
    if (area.count >= count) return area;
    const larger = Math.max(count, 2 * area.count);
    return { address: this.kernel.take(bytes * larger), count: larger };
  }
}
