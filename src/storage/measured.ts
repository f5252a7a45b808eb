import { createHash } from 'node:crypto';
import { BlobTooLarge } from './blob-store.js';

/** Passes chunks on while counting and hashing them; stops at the limit before the chunk that breaks it is kept. */
export class Measured {
  bytes = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly maxBytes = Number.POSITIVE_INFINITY) {}

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.bytes += chunk.length;
      if (this.bytes > this.maxBytes) throw new BlobTooLarge(this.maxBytes);
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Once, after the last chunk. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}
