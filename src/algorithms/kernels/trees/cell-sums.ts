import { type Bundle, bundle } from './bundles.js';
import { type TreeKernel } from './exports.js';

/** Cells of a row that stand together, one byte each: half of a cache line. */
const PANEL = 32;
/** Cells that are summed at a time, and the bytes of one's histogram. */
const GROUP = 4;
const SLOT_BYTES = 16 * 256;
const PAIR_BYTES = 8;
/** Rows whose cells stay in the second-level cache while each group reads them. */
const BLOCK = 1024;

/** Bytes of the cells, besides one histogram and a block of rows. */
export const cellsMemory = (rows: number, features: number): number => PANEL * Math.ceil(features / PANEL) * rows;

interface Panel {
  readonly cells: number;
  /** for the groups with a chosen feature: their first cell in the panel, and where it is summed */
  readonly groups: readonly { readonly cell: number; readonly sums: number }[];
}

/**
 * Sums of pairs of derivatives over the bins of many features at once. The bins of a row stand together, features of few bins
 * share a cell, and every cell has a histogram of 256 codes, from which a feature's own is folded.
 */
export class CellSums {
  private readonly bundles: readonly Bundle[];
  private readonly bundleOf: Int32Array;
  private readonly cells: readonly number[];
  private readonly sums: number;
  private readonly gatheredCells: number;
  private readonly gatheredPairs: number;
  private panels: readonly Panel[] = [];

  /** `bins`: addresses of each feature's bins, one byte a row */
  constructor(
    private readonly kernel: TreeKernel,
    private readonly rowCount: number,
    bins: readonly number[],
    private readonly binCounts: Int32Array,
  ) {
    this.bundles = bundle(binCounts);
    this.bundleOf = new Int32Array(bins.length);
    const panels = Math.ceil(this.bundles.length / PANEL);
    this.cells = Array.from({ length: panels }, () => kernel.take(PANEL * rowCount));
    this.bundles.forEach(({ members }, at) =>
      members.forEach(({ feature, inner }) => {
        this.bundleOf[feature] = at;
        kernel.run.spread(bins[feature]!, rowCount, inner, this.cells[Math.floor(at / PANEL)]! + (at % PANEL));
      }),
    );
    this.sums = kernel.take(SLOT_BYTES * PANEL * panels);
    this.gatheredCells = kernel.take(PANEL * BLOCK);
    this.gatheredPairs = kernel.take(PAIR_BYTES * BLOCK);
  }

  /** From now on only the sums of these features are of meaning. */
  choose(features: Int32Array): void {
    const groups = new Set(Array.from(features, (f) => Math.floor(this.bundleOf[f]! / GROUP)));
    this.panels = this.cells.map((cells, panel) => {
      const own = [...groups].filter((group) => Math.floor((GROUP * group) / PANEL) === panel);
      const placed = own.map((group) => ({
        cell: (GROUP * group) % PANEL,
        sums: this.sums + SLOT_BYTES * GROUP * group,
      }));
      return { cells, groups: placed };
    });
  }

  /** Sums the pairs of the listed rows, or of all in any order where there is no list. */
  sum(pairs: number, list: { readonly rows: number; readonly count: number } | null): void {
    const count = list?.count ?? this.rowCount;
    for (const { cells, groups } of this.panels) {
      if (groups.length === 0) continue;
      for (const { sums } of groups) this.kernel.view(Float64Array, sums, (SLOT_BYTES * GROUP) / 8).fill(0);
      for (let at = 0; at < count; at += BLOCK) {
        const some = Math.min(BLOCK, count - at);
        if (list) this.addListed(list.rows + 4 * at, some, cells, pairs, groups);
        else this.add(cells + PANEL * at, some, pairs + PAIR_BYTES * at, groups);
      }
    }
  }

  /** Writes the sums of each bin of a feature: 16 bytes each. */
  write(feature: number, out: number): void {
    const at = this.bundleOf[feature]!;
    const { members, codes } = this.bundles[at]!;
    const { inner } = members.find((member) => member.feature === feature)!;
    const bins = this.binCounts[feature]!;
    this.kernel.run.fold(this.sums + SLOT_BYTES * at, codes / (bins * inner), bins, inner, out);
  }

  private addListed(rows: number, count: number, cells: number, pairs: number, groups: Panel['groups']): void {
    const { gatheredCells, gatheredPairs } = this;
    this.kernel.run.gather(rows, count, cells, pairs, gatheredCells, gatheredPairs);
    this.add(gatheredCells, count, gatheredPairs, groups);
  }

  private add(cells: number, count: number, pairs: number, groups: Panel['groups']): void {
    for (const { cell, sums } of groups) this.kernel.run.addFourCells(cells + cell, count, pairs, sums);
  }
}
