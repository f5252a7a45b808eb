import { ERROR, LEVEL, MISSING, VALUE, type ColumnDecoder } from '../cells/column-decoder.js';
import { QuantileSketch } from '../cells/quantile-sketch.js';
import { hashBytes } from '../cells/interner.js';

export const MAX_DISTINCT = 4096;
const NUMBER = Buffer.alloc(8);

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
  readonly sketch: QuantileSketch;
  /** equal for two columns only if their cells are equal, up to collisions of a 32-bit hash */
  fingerprint = 0;
  private readonly distinctValues = new Set<number>();

  constructor(
    readonly decoder: ColumnDecoder,
    sketchSize: number,
    readonly maxDistinct: number,
  ) {
    this.sketch = new QuantileSketch(sketchSize);
  }

  add(state: number, value: number, id: number): void {
    if (id >= 0) {
      while (this.counts.length <= id) this.counts.push(0);
      this.counts[id]!++;
    }
    this.fingerprint = Math.imul(this.fingerprint ^ (id >= 0 ? id + 1 : valueHash(value)), 0x01000193);
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
    return this.distinctValues.size;
  }

  private addValue(value: number): void {
    this.present++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value === Math.floor(value)) this.integers++;
    if (this.isSequence && this.present > 1 && value !== this.previous + 1) this.isSequence = false;
    this.previous = value;
    this.mean += (value - this.mean) / this.present;
    this.sketch.add(value);
    if (this.distinctValues.size < this.maxDistinct) this.distinctValues.add(value);
  }
}

function valueHash(value: number): number {
  if (Number.isNaN(value)) return 0;
  if (Number.isInteger(value)) return Math.imul(value | 0, 0x85ebca6b) ^ Math.floor(value / 4294967296);
  NUMBER.writeDoubleLE(value);
  return hashBytes(NUMBER, 0, 8);
}
