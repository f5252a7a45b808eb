import { randomFillSync } from 'node:crypto';

/** Opaque ids: a prefix that says what it names, and 120 random bits. */
export type IdPrefix = 'acct' | 'key' | 'ds' | 'task' | 'mdl' | 'wrk' | 'blob' | 'whe';

export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomText(15)}`;
}

export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[A-Za-z0-9_-]{20}$/.test(text.slice(prefix.length + 1));
}

/** Goes into the log and, for a fault of ours, into the answer. */
export const newRequestId = (): string => `req_${randomText(9)}`;

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * So many fresh random bytes as base64url, for ids. Drawn from the system a page at a time: every request has an id, and a
 * call of the system for each costs more than all else about it. Secrets are made in keys/secret.ts, and never here.
 */
export function randomText(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('base64url', used - bytes, used);
}
