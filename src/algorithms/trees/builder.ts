import { SET_WORDS, type TreeEnsemble } from './ensemble.js';

/** Typed array of numbers that grows by doubling. */
class Growing<T extends Float64Array | Int32Array | Uint32Array> {
  length = 0;
  constructor(private data: T) {}

  push(value: number): number {
    if (this.length === this.data.length) {
      const larger = new (this.data.constructor as new (length: number) => T)(this.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  /** the numbers so far, without a copy */
  get live(): T {
    return this.data.subarray(0, this.length) as T;
  }

  toArray(): T {
    return this.data.slice(0, this.length) as T;
  }
}

/** Collects the nodes of an ensemble while its trees grow. Every node starts as an open leaf; close it or split it. */
export class EnsembleBuilder {
  private readonly roots = new Growing(new Int32Array(64));
  private readonly feature = new Growing(new Int32Array(1024));
  private readonly left = new Growing(new Int32Array(1024));
  private readonly threshold = new Growing(new Float64Array(1024));
  private readonly leafValues = new Growing(new Float64Array(1024));
  private readonly sets = new Growing(new Uint32Array(64));

  constructor(private readonly outputs: number) {}

  /** Starts a tree; returns its root. */
  addRoot(): number {
    const node = this.addNode();
    this.roots.push(node);
    return node;
  }

  /** Returns the left child; the right one follows it. */
  splitNumber(node: number, feature: number, threshold: number): number {
    return this.split(node, feature, threshold);
  }

  /** `leftBins`: SET_WORDS words */
  splitCategory(node: number, feature: number, leftBins: Uint32Array): number {
    const set = this.sets.length / SET_WORDS;
    for (const word of leftBins) this.sets.push(word);
    return this.split(node, feature, set);
  }

  /** Makes `node` a leaf; returns its row in leafValues. */
  closeLeaf(node: number, values: ArrayLike<number>): number {
    const row = this.leafValues.length / this.outputs;
    for (let k = 0; k < this.outputs; k++) this.leafValues.push(values[k]!);
    this.threshold.set(node, row);
    return row;
  }

  /** The trees so far, without a copy: valid until the next node is added. */
  view(): TreeEnsemble {
    return {
      roots: this.roots.live,
      feature: this.feature.live,
      left: this.left.live,
      threshold: this.threshold.live,
      leafValues: this.leafValues.live,
      outputs: this.outputs,
      sets: this.sets.live,
    };
  }

  build(): TreeEnsemble {
    return {
      roots: this.roots.toArray(),
      feature: this.feature.toArray(),
      left: this.left.toArray(),
      threshold: this.threshold.toArray(),
      leafValues: this.leafValues.toArray(),
      outputs: this.outputs,
      sets: this.sets.toArray(),
    };
  }

  private split(node: number, feature: number, threshold: number): number {
    this.feature.set(node, feature);
    this.threshold.set(node, threshold);
    const left = this.addNode();
    this.addNode();
    this.left.set(node, left);
    return left;
  }

  private addNode(): number {
    this.left.push(0);
    this.threshold.push(0);
    return this.feature.push(-1);
  }
}
