import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

export interface Secret {
  readonly text: string;
  readonly hash: Buffer;
}

export function newSecret(): Secret {
  const text = randomBytes(SECRET_BYTES).toString('base64url');
  return { text, hash: hashSecret(text) };
}

export function hashSecret(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Compared when there is no such key, so that an unknown id takes as long as a wrong secret. */
const NOBODY = hashSecret(randomBytes(SECRET_BYTES).toString('base64url'));

export function matches(presented: Buffer, stored: Buffer | null): boolean {
  return timingSafeEqual(presented, stored ?? NOBODY) && stored !== null;
}
