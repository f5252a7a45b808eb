import { createHash } from 'node:crypto';
import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { assertShape, type Features } from '../features.js';
import { Replay } from '../random.js';
import { differing, integers, numbers } from '../tensors.js';

/** Most bins of a feature. */
const BINS = 255;

/** Binary trees over binned features: a number goes left where x ≤ threshold, a category where its level's bin is in a set. */
export class Trees {
  readonly roots: Int32Array;
  readonly outputs: number;
  private readonly feature: Int32Array;
  private readonly left: Int32Array;
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
      if ('values' in column) return Uint8Array.from(column.values, (x) => binOf(this.edges[f]!, x));
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

  featureOf(node: number): number {
    return this.feature[node]!;
  }

  /** The left child; the right one follows it. */
  leftOf(node: number): number {
    return this.left[node]!;
  }

  value(node: number, output = 0): number {
    return this.values[this.threshold[node]! * this.outputs + output]!;
  }

  /** Whether an inner node cuts a number at one of the model's own edges. */
  isLegal(node: number): boolean {
    const f = this.feature[node]!;
    return !('values' in this.features.columns[f]!) || this.edges[f]!.includes(this.threshold[node]!);
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

  /** Visits the nodes of a tree, each before its children and left before right, with the given rows that reach it. */
  visit(
    tree: number,
    rows: readonly number[],
    see: (node: number, rows: readonly number[], depth: number) => void,
  ): void {
    const open: [number, readonly number[], number][] = [[this.roots[tree]!, rows, 0]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [node, own, depth] = next;
      see(node, own, depth);
      if (this.isLeaf(node)) continue;
      const isLeft = own.map((row) => this.goesLeft(node, row));
      open.push([this.left[node]! + 1, own.filter((_, i) => !isLeft[i]), depth + 1]);
      open.push([this.left[node]!, own.filter((_, i) => isLeft[i]), depth + 1]);
    }
  }

  /** Sums of each bin of a feature that holds rows, in the order of bins. */
  binSums(f: number, rows: readonly number[], criterion: Criterion): Float64Array[] {
    const sums: Float64Array[] = [];
    for (const row of rows) criterion.add(row, (sums[this.bins[f]![row]!] ??= new Float64Array(criterion.lanes)));
    return sums.filter((bin) => bin !== undefined);
  }

  isCategory(f: number): boolean {
    return !('values' in this.features.columns[f]!);
  }
}

/** What a tree maximizes: score(left) + score(right), from sums over rows. */
export interface Criterion {
  readonly lanes: number;
  add(row: number, sums: Float64Array): void;
  /** −∞ where a child of these sums would be too small */
  score(sums: Float64Array, isCategory: boolean): number;
  /** Which sets of bins of a category are looked at: each alone, or the first so many in the order of a key. */
  categories(bins: readonly Float64Array[]): {
    readonly single: boolean;
    readonly key: (bin: Float64Array) => number;
    readonly most: number;
  };
}

/** The largest score(left) + score(right) of all splits of the bins that are looked at; −∞ without any. */
export function bestScore(bins: readonly Float64Array[], isCategory: boolean, criterion: Criterion): number {
  const total = new Float64Array(criterion.lanes);
  for (const bin of bins) bin.forEach((value, lane) => (total[lane]! += value));
  const { single, key, most } = isCategory ? criterion.categories(bins) : { single: false, key: null, most: Infinity };
  const many = isCategory && !single;
  const order = key ? [...bins].sort((a, b) => key(a) - key(b)) : bins;
  const own = new Float64Array(criterion.lanes);
  let best = -Infinity;
  order.forEach((bin, i) => {
    if (single) own.set(bin);
    else bin.forEach((value, lane) => (own[lane]! += value));
    if (!single && (i + 1 === order.length || Math.min(i + 1, order.length - i - 1) > most)) return;
    // Rounding orders bins of equal keys: a cut between them is allowed, not required.
    if (!single && key && key(bin) === key(order[i + 1]!)) return;
    best = Math.max(
      best,
      criterion.score(own, many) +
        criterion.score(
          total.map((t, lane) => t - own[lane]!),
          many,
        ),
    );
  });
  return best;
}

/**
 * In how many places the model's bins differ from their rule: an edge in the middle of each two neighbours where a number
 * has at most 255 values; levels numbered from the most frequent. The edges among more values are taken as given.
 */
export function binFaults(p: TensorMap, { columns, rows }: Features): { faults: number; given: number } {
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
    } else
      faults +=
        own.length === distinct.length - 1
          ? own.filter((edge, i) => edge !== between(distinct[i]!, distinct[i + 1]!)).length
          : 1;
  });
  return { faults: faults + differing(p, 'bins.levels', Uint8Array.from(levels)), given };
}

/** 1, 2, … from the most frequent level down, the lower index first among equals; 0 without a row and beyond 254. */
function levelBins(codes: Int32Array, levels: number): Uint8Array {
  const counts = new Int32Array(levels);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const order = [...counts.keys()].filter((level) => counts[level]! > 0);
  const bins = new Uint8Array(levels);
  order
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, BINS - 1)
    .forEach((level, rank) => (bins[level] = rank + 1));
  return bins;
}

function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}

/** The number of edges below x. */
function binOf(edges: Float64Array, x: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cells that may be looked at for the splits of one file. */
const BUDGET = 3e8;

/** The trees whose splits are compared with all others: every tree where that is cheap, else a draw that follows from the leaves. */
export function sampleTrees(p: TensorMap, trees: Trees, seed: number): { chosen: ReadonlySet<number>; scope: string } {
  const all = trees.roots.length;
  const { rows, columns } = trees.features;
  const most = Math.max(10, Math.floor(BUDGET / (rows * columns.length * 8)));
  if (most >= all) return { chosen: new Set(trees.roots.keys()), scope: `all ${all} trees` };
  const leaves = createHash('sha256')
    .update(new Uint8Array(numbers(p, 'leaves.value').buffer))
    .digest('hex');
  const order = new Replay(seed, leaves).shuffle([...trees.roots.keys()]);
  const missed = Math.round(100 * (1 - most / all));
  return {
    chosen: new Set(order.slice(0, most)),
    scope: `${most} of ${all} trees at random: a fault in one tree is missed with probability ${missed} %`,
  };
}
