const EMPTY = -1;
/** new strings beyond the limit, as a multiple of it, after which none is looked up any more */
const PATIENCE = 2;

/**
 * Numbers distinct byte strings in order of first appearance, without making a JavaScript string of each. At most `limit`
 * strings and `arenaLimit` bytes are kept; beyond, `intern` answers −1 for what it does not know.
 */
export class Interner {
  readonly counts: number[] = [];
  private arena = Buffer.allocUnsafe(1 << 12);
  private used = 0;
  private readonly offsets: number[] = [0];
  private readonly hashes: number[] = [];
  private slots = new Int32Array(64).fill(EMPTY);
  private misses = 0;
  /** so much was new beyond the limit that looking it up is a waste: the column is one of texts */
  private isExhausted = false;

  constructor(
    private readonly limit: number,
    private readonly arenaLimit: number,
  ) {}

  get size(): number {
    return this.hashes.length;
  }

  /** The number of the string `bytes[from..to)`, counted once more; −1 if it is new and there is no room. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    if (this.isExhausted) return EMPTY;
    const hash = hashBytes(bytes, from, to);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let id = this.slots[slot]!; id !== EMPTY; id = this.slots[slot]!) {
      if (this.hashes[id] === hash && this.equals(id, bytes, from, to)) {
        this.counts[id]!++;
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return this.insert(hash, slot, bytes, from, to);
  }

  text(id: number): string {
    return this.arena.toString('utf8', this.offsets[id], this.offsets[id + 1]);
  }

  private equals(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.offsets[id]!;
    if (this.offsets[id + 1]! - start !== to - from) return false;
    const { arena } = this;
    for (let i = from, j = start; i < to; i++, j++) if (arena[j] !== bytes[i]) return false;
    return true;
  }

  private insert(hash: number, slot: number, bytes: Uint8Array, from: number, to: number): number {
    const id = this.size;
    if (id >= this.limit || this.used + to - from > this.arenaLimit) {
      this.isExhausted = ++this.misses > PATIENCE * this.limit;
      return EMPTY;
    }
    if (this.used + to - from > this.arena.length) this.grow(this.used + to - from);
    this.arena.set(bytes.subarray(from, to), this.used);
    this.used += to - from;
    this.offsets.push(this.used);
    this.hashes.push(hash);
    this.counts.push(1);
    this.slots[slot] = id;
    if (this.size * 2 > this.slots.length) this.rehash();
    return id;
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.arena.length * 2));
    this.arena.copy(grown, 0, 0, this.used);
    this.arena = grown;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    this.hashes.forEach((hash, id) => {
      let slot = hash & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = id;
    });
    this.slots = slots;
  }
}

/** FNV-1a over the bytes, mixed, as a signed 32-bit integer. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return mix(hash);
}

/** MurmurHash3's fmix32: every bit of the input reaches every bit of the output. */
export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
