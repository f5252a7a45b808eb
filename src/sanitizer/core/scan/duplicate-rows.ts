import { mix } from '../cells/interner.js';
import { type RecordView } from '../tokenize/record.js';

const SHARDS = 64;

/**
 * Finds records that repeat an earlier one byte by byte, through 64-bit hashes in open addressing: 9 to 18 bytes a record. Shards
 * grow one at a time, so that growing never holds the whole twice. Two different records are taken for equal with
 * probability n² / 2^65.
 */
export class DuplicateRows {
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard());

  /** Whether an equal record was added before. */
  add({ bytes, from, to }: RecordView): boolean {
    // FNV-1a twice, with different primes, in one reading of the record.
    let [high, low] = [0x811c9dc5, 0x9747b28c];
    for (let at = from; at < to; at++) {
      high = Math.imul(high ^ bytes[at]!, 0x01000193);
      low = Math.imul(low ^ bytes[at]!, 0x5bd1e995);
    }
    high = mix(high);
    return this.shards[high >>> 26]!.add(high, mix(low) | 1);
  }
}

/** `low` is never 0, which marks an empty slot. */
class Shard {
  private table = new Int32Array(2 * 16);
  private size = 0;

  add(high: number, low: number): boolean {
    if (this.size * 8 >= this.table.length * 3.5) this.grow();
    const found = this.place(this.table, high, low);
    if (!found) this.size++;
    return found;
  }

  private place(table: Int32Array, high: number, low: number): boolean {
    const mask = table.length / 2 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const known = table[2 * slot + 1]!;
      if (known === 0) {
        table[2 * slot] = high;
        table[2 * slot + 1] = low;
        return false;
      }
      if (known === low && table[2 * slot] === high) return true;
    }
  }

  private grow(): void {
    const larger = new Int32Array(this.table.length * 2);
    for (let i = 0; i < this.table.length; i += 2) {
      if (this.table[i + 1] !== 0) this.place(larger, this.table[i]!, this.table[i + 1]!);
    }
    this.table = larger;
  }
}
