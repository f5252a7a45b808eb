import { PassThrough, type Writable } from 'node:stream';
import type { ArtifactName } from '../../contracts/messages.js';
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js';

/**
 * What the sandboxes of one attempt write, streamed into storage without a copy in memory or on the worker's disk. The
 * bytes belong to the attempt until its task is committed: whatever is not kept by name is removed with the attempt.
 */
export class TaskArtifacts {
  /** why storing failed first; whoever writes into the stream learns only that it is closed */
  failure: unknown = null;
  private readonly streams = new Map<ArtifactName, { stream: PassThrough; stored: Promise<StoredBlob> }>();

  constructor(private readonly blobs: BlobStore) {}

  open(name: ArtifactName): Writable {
    const stream = new PassThrough({ highWaterMark: 1 << 20 });
    const stored = this.blobs.put(stream);
    stored.catch((error: unknown) => (this.failure ??= error));
    this.streams.set(name, { stream, stored });
    return stream;
  }

  /** Everything, written to its end. */
  async settle(): Promise<Map<ArtifactName, StoredBlob>> {
    const settled = new Map<ArtifactName, StoredBlob>();
    for (const [name, { stored }] of this.streams) settled.set(name, await stored);
    return settled;
  }

  /** Removes all but what is named; what had not reached its end is removed in any case. Returns what was kept. */
  async discardAllBut(keep: ReadonlySet<ArtifactName>): Promise<Map<ArtifactName, StoredBlob>> {
    const kept = new Map<ArtifactName, StoredBlob>();
    for (const [name, { stream, stored }] of this.streams) {
      const whole = stream.writableEnded;
      if (!whole) stream.destroy(new Error('the sandbox ended'));
      const blob = await stored.catch(() => null);
      if (blob && whole && keep.has(name)) kept.set(name, blob);
      else if (blob) await this.blobs.delete(blob.key);
    }
    this.streams.clear();
    return kept;
  }
}
