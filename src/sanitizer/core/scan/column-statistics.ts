import { ERROR, LEVEL, MISSING, VALUE, type ColumnDecoder } from '../cells/column-decoder.js';
import { QuantileSketch } from '../cells/quantile-sketch.js';
import { ValueCounts } from '../cells/value-counts.js';
import { valueHash } from '../cells/value-hash.js';

export const MAX_DISTINCT = 4096;

/** What pass 1 learns of a column from the rows that are kept. */
export class ColumnStatistics {
  missing = 0;
  errors = 0;
  /** cells with a value, readable */
  present = 0;
  /** readable cells whose spelling was beyond the decoder's budget */
  unremembered = 0;
  min = Infinity;
  max = -Infinity;
  mean = 0;
  /** values without a fraction */
  integers = 0;
  /** each value is one more than the one before */
  isSequence = true;
  private previous = NaN;
  /** kept rows by spelling of the decoder */
  readonly counts: number[] = [];
  private readonly sketch: QuantileSketch;
  /** equal for two columns only if their cells are equal, up to collisions of a 32-bit hash */
  fingerprint = 0;
  /** as long as the values are few; null once they went to the sketch */
  private few: ValueCounts | null;

  constructor(
    readonly decoder: ColumnDecoder,
    sketchSize: number,
    readonly maxDistinct: number,
  ) {
    this.sketch = new QuantileSketch(sketchSize);
    this.few = new ValueCounts(maxDistinct);
  }

  add(state: number, value: number, id: number): void {
    if (id >= 0) {
      while (this.counts.length <= id) this.counts.push(0);
      this.counts[id]!++;
    }
    this.fingerprint = Math.imul(
      this.fingerprint ^ (id >= 0 || state !== VALUE ? id + 1 : valueHash(value)),
      0x01000193,
    );
    switch (state) {
      case MISSING:
        this.missing++;
        return;
      case ERROR:
        this.errors++;
        return;
      case LEVEL:
        this.present++;
        if (id < 0) this.unremembered++;
        return;
      case VALUE:
        this.addValue(value);
    }
  }

  get rows(): number {
    return this.missing + this.errors + this.present;
  }

  /** Distinct readable values; a lower bound once it reaches the budget. */
  get distinct(): number {
    if (this.decoder.column.kind === 'category' || this.decoder.column.kind === 'text') {
      const seen = new Set(
        this.decoder.levels.filter((_, id) => this.decoder.states[id] === LEVEL && this.counts[id]! > 0),
      );
      return seen.size + (this.unremembered > 0 ? this.unremembered : 0);
    }
    return this.few?.size ?? this.maxDistinct;
  }

  /** Of the values; the lower one where the rank lies between two, null without values. */
  quantile(q: number): number | null {
    if (this.few === null) return this.sketch.quantile(q);
    const counts: [value: number, count: number][] = [];
    this.few.forEach((value, count) => counts.push([value, count]));
    counts.sort(([a], [b]) => a - b);
    let rank = Math.floor((this.present - 1) * q);
    return counts.find(([, count]) => (rank -= count) < 0)?.[0] ?? null;
  }

  private addValue(value: number): void {
    this.present++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value === Math.floor(value)) this.integers++;
    if (this.isSequence && this.present > 1 && value !== this.previous + 1) this.isSequence = false;
    this.previous = value;
    this.mean += (value - this.mean) / this.present;
    if (this.few === null) this.sketch.add(value);
    else if (!this.few.add(value)) this.spill(this.few, value);
  }

  private spill(few: ValueCounts, value: number): void {
    few.forEach((known, count) => {
      for (let i = 0; i < count; i++) this.sketch.add(known);
    });
    this.sketch.add(value);
    this.few = null;
  }
}
