import { valueHash } from './value-hash.js';

/** Counts each of a few distinct numbers, in open addressing; −0 counts as 0. */
export class ValueCounts {
  size = 0;
  private values = new Float64Array(16);
  /** 0: the slot is empty */
  private counts = new Float64Array(16);

  /** `limit`: distinct numbers that are counted */
  constructor(private readonly limit: number) {}

  /** False if the number is new and there is no room. */
  add(value: number): boolean {
    const mask = this.values.length - 1;
    let slot = valueHash(value) & mask;
    while (this.counts[slot] !== 0) {
      if (this.values[slot] === value) {
        this.counts[slot]!++;
        return true;
      }
      slot = (slot + 1) & mask;
    }
    if (this.size === this.limit) return false;
    this.values[slot] = value;
    this.counts[slot] = 1;
    if (++this.size * 2 > this.values.length) this.grow();
    return true;
  }

  /** In no order of meaning, but in the same order for the same numbers. */
  forEach(visit: (value: number, count: number) => void): void {
    this.counts.forEach((count, slot) => {
      if (count > 0) visit(this.values[slot]!, count);
    });
  }

  private grow(): void {
    const { values, counts } = this;
    const mask = 2 * values.length - 1;
    this.values = new Float64Array(mask + 1);
    this.counts = new Float64Array(mask + 1);
    values.forEach((value, from) => {
      if (counts[from] === 0) return;
      let slot = valueHash(value) & mask;
      while (this.counts[slot] !== 0) slot = (slot + 1) & mask;
      this.values[slot] = value;
      this.counts[slot] = counts[from]!;
    });
  }
}
