import { TreeHistograms } from '../../kernels/trees/histograms.js';
import { type LossMemory } from '../../kernels/trees/loss-memory.js';
import { type NodeSums } from '../../kernels/trees/node-sums.js';
import { type BinMapper, type BinnedFeatures } from '../binning/mapper.js';
import { type EnsembleBuilder } from '../builder.js';
import { inSet } from '../ensemble.js';
import { type Split, type SplitRules } from './gain.js';
import { bestSplit } from './split.js';

export interface TreeRules extends SplitRules {
  readonly maxLeaves: number;
  /** longest path in splits */
  readonly maxDepth: number;
  readonly learningRate: number;
}

interface OpenNode {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly sums: NodeSums;
  /** handle of TreeHistograms */
  histogram: number | null;
  split: Split | null;
}

/** Grows one tree at a time, best leaf first: the leaf whose best split gains most is split next (ties: the older node). */
export class TreeGrower {
  private readonly histograms: TreeHistograms;

  constructor(
    private readonly mapper: BinMapper,
    private readonly binned: BinnedFeatures,
    private readonly rules: TreeRules,
    memory: LossMemory,
  ) {
    this.histograms = new TreeHistograms(memory, binned.bins, binned.binCounts);
  }

  /**
   * Adds a tree to `builder` on the loss's derivatives that splits on the listed features only, and its leaves,
   * −learningRate·G/(H + l2), to the scores of output k.
   */
  grow(builder: EnsembleBuilder, features: Int32Array, k: number): void {
    const root: OpenNode = {
      node: builder.addRoot(),
      start: 0,
      end: this.binned.rows,
      depth: 0,
      sums: this.histograms.restart(features),
      histogram: null,
      split: null,
    };
    const open = [root];
    if (this.maySplit(root, 1)) {
      root.histogram = this.histograms.build(root.start, root.end);
      this.findSplit(root, features);
    }
    for (let best = largestGain(open); best; best = largestGain(open)) {
      const leaves = open.length + 1;
      const [left, right] = this.split(builder, best);
      open[open.indexOf(best)] = left;
      open.push(right);
      this.prepareChildren(best, left, right, leaves, features);
      if (leaves === this.rules.maxLeaves) break;
    }
    for (const leaf of open) this.close(builder, leaf, k);
  }

  /** Builds the smaller child's histogram only; the other is what remains of the parent's. */
  private prepareChildren(
    parent: OpenNode,
    left: OpenNode,
    right: OpenNode,
    leaves: number,
    features: Int32Array,
  ): void {
    const inherited = parent.histogram!;
    parent.histogram = null;
    const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
    const [smallOpen, largeOpen] = [this.maySplit(small, leaves), this.maySplit(large, leaves)];
    if (smallOpen || largeOpen) small.histogram = this.histograms.build(small.start, small.end);
    if (largeOpen) {
      this.histograms.subtract(inherited, small.histogram!);
      large.histogram = inherited;
    } else {
      this.histograms.release(inherited);
    }
    for (const child of [small, large]) if (child.histogram !== null) this.findSplit(child, features);
  }

  private maySplit({ depth, sums }: OpenNode, leaves: number): boolean {
    const { maxLeaves, maxDepth, minChildWeight } = this.rules;
    return leaves < maxLeaves && depth < maxDepth && sums.hessian * sums.hessianUnit >= 2 * minChildWeight;
  }

  private findSplit(node: OpenNode, features: Int32Array): void {
    node.split = bestSplit(this.histograms, node.histogram!, this.binned, features, node.sums, this.rules);
    if (node.split) return;
    this.histograms.release(node.histogram!);
    node.histogram = null;
  }

  private split(builder: EnsembleBuilder, parent: OpenNode): [OpenNode, OpenNode] {
    const split = parent.split!;
    const { feature, leftBins } = split;
    const node = leftBins
      ? builder.splitCategory(parent.node, feature, leftBins)
      : builder.splitNumber(parent.node, feature, this.mapper.edges[feature]![split.bin]!);
    const middle = this.partition(parent, split);
    const depth = parent.depth + 1;
    const { gradient, hessian, ...units } = parent.sums;
    const left = { gradient: split.gradient, hessian: split.hessian, ...units };
    const right = { gradient: gradient - split.gradient, hessian: hessian - split.hessian, ...units };
    return [
      { node, start: parent.start, end: middle, depth, sums: left, histogram: null, split: null },
      { node: node + 1, start: middle, end: parent.end, depth, sums: right, histogram: null, split: null },
    ];
  }

  /** Returns where the right child starts. */
  private partition({ start, end }: OpenNode, { feature, bin, leftBins }: Split): number {
    const goesLeft = new Uint8Array(256);
    if (leftBins) goesLeft.forEach((_, b) => (goesLeft[b] = inSet(leftBins, 0, b) ? 1 : 0));
    else goesLeft.fill(1, 0, bin + 1);
    return this.histograms.partition(start, end, feature, goesLeft);
  }

  private close(builder: EnsembleBuilder, { node, start, end, sums, histogram }: OpenNode, k: number): void {
    if (histogram !== null) this.histograms.release(histogram);
    const weight = sums.hessian * sums.hessianUnit + this.rules.l2;
    const value = weight > 0 ? (-this.rules.learningRate * (sums.gradient * sums.gradientUnit)) / weight : 0;
    builder.closeLeaf(node, [value]);
    this.histograms.addLeaf(k, start, end, value);
  }
}

/** Ties go to the older node. */
function largestGain(open: readonly OpenNode[]): OpenNode | null {
  let best: OpenNode | null = null;
  for (const node of open) {
    if (!node.split) continue;
    const order = best ? node.split.gain - best.split!.gain || best.node - node.node : 1;
    if (order > 0) best = node;
  }
  return best;
}
