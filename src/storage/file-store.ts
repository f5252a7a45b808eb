import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '../common/ids.js';
import { BlobMissing, type BlobStore, type StoredBlob } from './blob-store.js';
import { Measured } from './measured.js';

const PARTIAL = '.partial';

/** One file a blob below a private directory. A name without `.partial` is always a whole blob. */
export class FileStore implements BlobStore {
  private constructor(private readonly directory: string) {}

  static async in(directory: string): Promise<FileStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new FileStore(directory);
  }

  async put(source: AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBlob> {
    const key = newId('blob');
    const partial = this.path(key) + PARTIAL;
    const measured = new Measured(maxBytes);
    try {
      // Flushed before the rename: after a power loss a named blob is whole.
      await pipeline(Readable.from(measured.through(source)), createWriteStream(partial, { mode: 0o600, flush: true }));
      await rename(partial, this.path(key));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return { key, bytes: measured.bytes, sha256: measured.sha256() };
  }

  open(key: string): Readable {
    return Readable.from(this.read(key), { objectMode: false });
  }

  private async *read(key: string): AsyncGenerator<Buffer> {
    try {
      yield* createReadStream(this.path(key), { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>;
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new BlobMissing(key) : error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  async older(ageMs: number): Promise<string[]> {
    const keys: string[] = [];
    for (const name of await readdir(this.directory)) {
      const path = join(this.directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - Math.floor(mtimeMs) < ageMs) continue;
      if (name.endsWith(PARTIAL)) await rm(path, { force: true });
      else keys.push(name);
    }
    return keys;
  }

  async probe(): Promise<void> {
    await access(this.directory, constants.R_OK | constants.W_OK);
  }

  private path(key: string): string {
    if (!/^blob_[A-Za-z0-9_-]{20}$/.test(key)) throw new BlobMissing(key);
    return join(this.directory, key);
  }
}
