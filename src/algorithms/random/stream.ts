/**
 * The pinned generator: xoshiro128** 1.1 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
 * 47, 2021). One stream per purpose: word i of the state is murmur3's fmix32 of the FNV-1a hash of
 * `<seed>:<purpose>:<i>` (UTF-16 code units, low byte then high byte), so that adding a purpose never shifts another.
 */
export class RandomStream {
  private readonly state: Uint32Array;

  /** `seed`: integer in 0..2^53−1. */
  constructor(seed: number, purpose: string) {
    this.state = Uint32Array.from([0, 1, 2, 3], (i) => fmix32(fnv1a(`${seed}:${purpose}:${i}`)));
    // xoshiro's only forbidden state is all zeros.
    if (this.state.every((word) => word === 0)) this.state[0] = 1;
  }

  /** uniform integer in 0..2^32−1 */
  uint32(): number {
    const s = this.state;
    const result = Math.imul(rotl(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11);
    return result;
  }

  /** uniform double in [0, 1) with 53 random bits */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** uniform integer in 0..n−1, unbiased by rejection; 1 ≤ n ≤ 2^32 */
  below(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % n;
    }
  }

  /** Fisher–Yates, in place (Durstenfeld 1964): i from n−1 down to 1, swapped with below(i + 1). */
  shuffle<T extends { [index: number]: number; readonly length: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
    return values;
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

function fmix32(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const rotl = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;
