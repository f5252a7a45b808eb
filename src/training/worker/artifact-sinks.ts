import { PassThrough, type Writable } from 'node:stream';
import type { ArtifactName } from '../../contracts/messages.js';
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js';

/** Streams what a sandbox writes into storage, without a copy in memory or on the worker's disk. */
export class ArtifactSinks {
  private readonly streams = new Map<ArtifactName, { stream: PassThrough; stored: Promise<StoredBlob> }>();

  constructor(private readonly blobs: BlobStore) {}

  open(name: ArtifactName): Writable {
    const stream = new PassThrough({ highWaterMark: 1 << 20 });
    const stored = this.blobs.put(stream);
    // Looked at in `settle` or `discard`; until then a failure must not count as unhandled.
    stored.catch(() => undefined);
    this.streams.set(name, { stream, stored });
    return stream;
  }

  /** Everything that was written to its end. */
  async settle(): Promise<Map<ArtifactName, StoredBlob>> {
    const settled = new Map<ArtifactName, StoredBlob>();
    for (const [name, { stored }] of this.streams) settled.set(name, await stored);
    return settled;
  }

  /** Removes all but `keep`; what had not reached its end is removed in any case. Returns what was kept. */
  async discard(keep: ReadonlySet<ArtifactName>): Promise<Map<ArtifactName, StoredBlob>> {
    const kept = new Map<ArtifactName, StoredBlob>();
    for (const [name, { stream, stored }] of this.streams) {
      if (!stream.writableEnded) stream.destroy(new Error('the sandbox ended'));
      const blob = await stored.catch(() => null);
      if (blob && keep.has(name)) kept.set(name, blob);
      else if (blob) await this.blobs.delete(blob.key);
    }
    return kept;
  }
}
