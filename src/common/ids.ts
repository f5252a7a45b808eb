import { randomBytes } from 'node:crypto';

/** Opaque ids: a prefix that says what it names, and 120 random bits. */
export type IdPrefix = 'acct' | 'key' | 'ds' | 'task' | 'mdl' | 'wrk' | 'blob' | 'whe';

export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(15).toString('base64url')}`;
}

export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[A-Za-z0-9_-]{20}$/.test(text.slice(prefix.length + 1));
}

/** Goes into the log and, for a fault of ours, into the answer. */
export const newRequestId = (): string => `req_${randomBytes(9).toString('base64url')}`;
