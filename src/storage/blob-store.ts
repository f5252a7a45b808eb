import type { Readable } from 'node:stream';

/** What is known of a blob once all its bytes are in. */
export interface StoredBlob {
  readonly key: string;
  readonly bytes: number;
  /** lower-case hex */
  readonly sha256: string;
}

/**
 * The port for bytes that outlive a process: uploads, artifacts, models. Keys are made by us, never by a client.
 * Every backend passes test/contracts/storage.
 */
export interface BlobStore {
  /**
   * Streams `source` in with back-pressure. A source that fails leaves nothing behind. Throws BlobTooLarge as soon as
   * more than `maxBytes` came.
   */
  put(source: AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBlob>;
  /** Streams a blob out; the stream fails with BlobMissing if there is none. */
  open(key: string): Readable;
  /** Really removes the bytes; removing what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys of whole blobs that are older than this; half-written remains of that age are removed on the way. */
  older(ageMs: number): Promise<string[]>;
  /** Fails when the backend cannot be written now; used by /health. */
  probe(): Promise<void>;
}

/** Injection token of the configured store. */
export const BLOBS = Symbol('BLOBS');

export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';
  constructor(readonly maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
  }
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
  constructor(readonly key: string) {
    super(`no blob ${key}`);
  }
}

/** The whole blob in memory: only for what is known to be small. */
export async function readBlob(store: BlobStore, key: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of store.open(key)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
