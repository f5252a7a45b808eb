import { WASM } from '../generated/tree-routes.js';
import { KernelInstance } from '../instance.js';

interface Exports {
  readonly route: (count: number, root: number, steps: number, leaves: number) => void;
}

const NODE_BYTES = 32;
const SET_WORDS = 8;
const ROWS_AT_ONCE = 8;

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
  private readonly padded: number;
  /** addresses */
  private readonly cells: readonly number[];
  private readonly leaves: number;
  private readonly emptySet: number;
  private nodes = { address: 0, count: 0 };
  private sets = { address: 0, count: 0 };
  private depths = new Int32Array();

  /** `columns`: cells of each feature, `rows` long; `isCategory`: 1 where they are bins below 256 */
  constructor(
    private readonly rows: number,
    columns: readonly Float64Array[],
    private readonly isCategory: Uint8Array,
  ) {
    const { kernel } = this;
    this.padded = Math.ceil(rows / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    this.leaves = kernel.take(4 * this.padded);
    this.emptySet = kernel.take(4 * SET_WORDS);
    this.cells = columns.map((column) => {
      const address = kernel.take(8 * this.padded);
      kernel.view(Float64Array, address, rows).set(column);
      return address;
    });
  }

  /** The leaf of each row, a view that the next call writes over. */
  route(tree: TreeNodes): Int32Array {
    const count = tree.end - tree.first;
    this.nodes = this.atLeast(this.nodes, count, NODE_BYTES);
    this.sets = this.atLeast(this.sets, count, 4 * SET_WORDS);
    if (this.depths.length < count) this.depths = new Int32Array(this.nodes.count);
    const steps = this.pack(tree, count);
    const { kernel, rows, padded, nodes, leaves } = this;
    kernel.run.route(padded, nodes.address, steps, leaves);
    return kernel.view(Int32Array, leaves, rows);
  }

  /** Writes the nodes as the kernel reads them; children come after their parents. Returns the longest path. */
  private pack({ first, feature, left, threshold, sets }: TreeNodes, count: number): number {
    const { address } = this.nodes;
    const integers = this.kernel.view(Int32Array, address, (NODE_BYTES / 4) * count);
    const limits = this.kernel.view(Float64Array, address, (NODE_BYTES / 8) * count);
    const words = this.kernel.view(Uint32Array, this.sets.address, SET_WORDS * count);
    let [setCount, steps] = [0, 0];
    this.depths[0] = 0;
    for (let i = 0; i < count; i++) {
      const split = feature[first + i]!;
      const limit = threshold[first + i]!;
      const [at, isLeaf] = [(NODE_BYTES / 4) * i, split < 0];
      const child = isLeaf ? i : left[first + i]! - first;
      integers[at] = this.cells[isLeaf ? 0 : split]!;
      integers[at + 1] = address + NODE_BYTES * (child + 1);
      limits[at / 2 + 1] = isLeaf ? Infinity : limit;
      integers[at + 4] = this.emptySet;
      integers[at + 5] = isLeaf ? limit : -1;
      if (isLeaf) continue;
      const depth = this.depths[i]! + 1;
      this.depths[child] = depth;
      this.depths[child + 1] = depth;
      steps = Math.max(steps, depth);
      if (this.isCategory[split] !== 1) continue;
      limits[at / 2 + 1] = NaN;
      integers[at + 4] = this.sets.address + 4 * SET_WORDS * setCount;
      words.set(sets.subarray(SET_WORDS * limit, SET_WORDS * (limit + 1)), SET_WORDS * setCount++);
    }
    return steps;
  }

  private atLeast(area: { address: number; count: number }, count: number, bytes: number) {
    if (area.count >= count) return area;
    const larger = Math.max(count, 2 * area.count);
    return { address: this.kernel.take(bytes * larger), count: larger };
  }
}
