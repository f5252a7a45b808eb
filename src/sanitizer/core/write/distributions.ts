import { type Distribution } from '../../../contracts/report.js';
import { LEVEL, VALUE } from '../cells/column-decoder.js';
import { type ColumnStatistics } from '../scan/column-statistics.js';

const BINS = 20;
const LEVELS = 12;

/** Counts the values of a column of numbers or datetimes in equal bins between its extremes. */
export class Histogram {
  readonly counts = new Array<number>(BINS).fill(0);
  private readonly scale: number;

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {
    this.scale = to > from ? BINS / (to - from) : 0;
  }

  add(value: number, times = 1): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - this.from) * this.scale)));
    this.counts[bin]! += times;
  }

  toDistribution(missing: number): Distribution {
    const empty = !(this.to >= this.from);
    return {
      kind: 'bins',
      from: empty ? null : this.from,
      to: empty ? null : this.to,
      labels: [],
      counts: [...this.counts],
      missing,
      other: 0,
    };
  }
}

/** The commonest of `counts` (label → count), the rest summed up. */
export function levelDistribution(
  counts: ReadonlyMap<string, number>,
  missing: number,
  unlisted: number,
): Distribution {
  const sorted = [...counts].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const rest = sorted.slice(LEVELS).reduce((sum, [, count]) => sum + count, 0);
  return {
    kind: 'levels',
    from: null,
    to: null,
    labels: sorted.slice(0, LEVELS).map(([label]) => label.slice(0, 100)),
    counts: sorted.slice(0, LEVELS).map(([, count]) => count),
    missing,
    other: rest + unlisted,
  };
}

/** Kept rows by spelling as it came (`raw`), or by level (through `rename`). */
export function spellingCounts(
  { decoder, counts }: ColumnStatistics,
  rename: (spelling: string, level: string, state: number, value: number) => string,
): Map<string, number> {
  const totals = new Map<string, number>();
  counts.forEach((count, id) => {
    const state = decoder.states[id]!;
    if (count === 0 || (state !== LEVEL && state !== VALUE)) return;
    const label = rename(decoder.spellings.text(id), decoder.levels[id]!, state, decoder.values[id]!);
    totals.set(label, (totals.get(label) ?? 0) + count);
  });
  return totals;
}
