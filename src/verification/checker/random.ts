/**
 * The checker's own copy of the pinned generator, written from its definition (xoshiro128** 1.1, Blackman & Vigna, ACM
 * TOMS 47, 2021; seeded by FNV-1a and murmur3's fmix32 of `<seed>:<purpose>:<i>`), so that splits and seeded trees are
 * replayed by code that the trainer does not share.
 */
export class Replay {
  private readonly state: Int32Array;

  constructor(seed: number, purpose: string) {
    this.state = Int32Array.from([0, 1, 2, 3], (i) => avalanche(fowlerNollVo(`${seed}:${purpose}:${i}`)));
    if (this.state.every((word) => word === 0)) this.state[0] = 1;
  }

  /** integer in 0..2³²−1 */
  next(): number {
    const s = this.state;
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return scrambled;
  }

  /** double in [0, 1): the upper 27 bits of one draw, then the upper 26 of the next, over 2⁵³ */
  uniform(): number {
    const upper = this.next() >>> 5;
    return (upper * 0x4000000 + (this.next() >>> 6)) / 0x20000000000000;
  }

  /** integer in 0..n−1: draws above the largest multiple of n are rejected (Lemire, TOMACS 29, 2019, section 3) */
  below(n: number): number {
    const multiple = 0x100000000 - (0x100000000 % n);
    let draw = this.next();
    while (draw >= multiple) draw = this.next();
    return draw % n;
  }

  /** Durstenfeld's shuffle (CACM algorithm 235, 1964), from the last place down */
  shuffle<T extends { [index: number]: number; readonly length: number }>(cells: T): T {
    for (let last = cells.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [cells[last], cells[other]] = [cells[other]!, cells[last]!];
    }
    return cells;
  }
}

function fowlerNollVo(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) {
    for (const byte of [text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8]) hash = Math.imul(hash ^ byte, 16777619);
  }
  return hash;
}

function avalanche(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const rotateLeft = (word: number, by: number) => (word << by) | (word >>> (32 - by));
