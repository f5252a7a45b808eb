import { createHash } from 'node:crypto';

const BITS = 48;

/**
 * Where a subject falls in 0..1, the same each time: the first 48 bits of SHA-256 over `<name>\n<subject>` (UTF-8), big-endian,
 * divided by 2^48. Two names place a subject independently.
 */
export function placeOf(name: string, subject: string): number {
  const digest = createHash('sha256').update(`${name}\n${subject}`).digest();
  return digest.readUIntBE(0, BITS / 8) / 2 ** BITS;
}

/** The entry in whose share of the summed weights `place` (0..1, exclusive) falls. Changed weights move few places. */
export function drawn<T extends { readonly weight: number }>(entries: readonly [T, ...T[]], place: number): T {
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  let upTo = 0;
  for (const entry of entries) {
    upTo += entry.weight;
    if (place * total < upTo) return entry;
  }
  return entries.at(-1)!;
}
