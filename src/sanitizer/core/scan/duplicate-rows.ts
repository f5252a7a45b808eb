import { mix } from '../cells/interner.js';
import { type RecordView } from '../tokenize/record.js';

const SHARDS = 64;

/**
 * Finds records that repeat an earlier one byte by byte, through 64-bit hashes in open addressing: 9 to 18 bytes a record. Shards
 * grow one at a time, so that growing never holds the whole twice. Two different records are taken for equal with
 * probability n² / 2^64.
 */
export class DuplicateRows {
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard());
  /** of the buffer that the last record stood in */
  private words: DataView = new DataView(new ArrayBuffer(0));

  /** Whether an equal record was added before. */
  add({ bytes, from, to }: RecordView): boolean {
    const { buffer, byteOffset, byteLength } = bytes;
    if (this.words.buffer !== buffer || this.words.byteOffset !== byteOffset || this.words.byteLength !== byteLength) {
      this.words = new DataView(buffer, byteOffset, byteLength);
    }
    // MurmurHash3's 32-bit body twice, with different constants, in one reading of the record.
    let [high, low] = [to - from, 0x9747b28c ^ (to - from)];
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word = this.words.getInt32(at, true);
      high = rotated(high ^ scrambled(word, 0xcc9e2d51, 0x1b873593));
      low = rotated(low ^ scrambled(word, 0x85ebca6b, 0xc2b2ae35));
    }
    let tail = 0;
    for (; at < to; at++) tail = (tail << 8) | bytes[at]!;
    high = mix(high ^ scrambled(tail, 0xcc9e2d51, 0x1b873593));
    low = mix(low ^ scrambled(tail, 0x85ebca6b, 0xc2b2ae35));
    return this.shards[high >>> 26]!.add(high, low | 1);
  }
}

function scrambled(word: number, first: number, second: number): number {
  const product = Math.imul(word, first);
  return Math.imul((product << 15) | (product >>> 17), second);
}

const rotated = (hash: number): number => (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;

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
