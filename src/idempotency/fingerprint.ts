import { createHash } from 'node:crypto';

/** SHA-256 of parts that cannot run into each other: what is asked, of whom, with which content. */
export function fingerprintOf(method: string, url: string, content: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([method, url, content]))
    .digest();
}
