import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { newId } from '../common/ids.js';
import { BlobMissing, type BlobStore, type StoredBlob } from './blob-store.js';
import { inChunks } from './in-chunks.js';
import { Measured } from './measured.js';

const CHUNK_BYTES = 1 << 20;

/**
 * Blobs as chunks of 1 MiB in PostgreSQL, for web and workers that share nothing but the database. A blob exists once
 * its row in `blobs` does; chunks without one are the remains of a killed upload.
 */
export class PostgresStore implements BlobStore {
  constructor(private readonly database: DataSource) {}

  async put(source: AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBlob> {
    const key = newId('blob');
    const measured = new Measured(maxBytes);
    try {
      let chunk = 0;
      for await (const data of inChunks(measured.through(source), CHUNK_BYTES)) {
        await this.database.query('insert into blob_chunks (key, chunk, data) values ($1, $2, $3)', [key, chunk, data]);
        chunk += 1;
      }
      await this.database.query('insert into blobs (key, bytes) values ($1, $2)', [key, measured.bytes]);
    } catch (error) {
      await this.database.query('delete from blob_chunks where key = $1', [key]).catch(() => undefined);
      throw error;
    }
    return { key, bytes: measured.bytes, sha256: measured.sha256() };
  }

  open(key: string): Readable {
    return Readable.from(this.read(key), { objectMode: false, highWaterMark: CHUNK_BYTES });
  }

  async delete(key: string): Promise<void> {
    await this.database.query('delete from blobs where key = $1', [key]);
    await this.database.query('delete from blob_chunks where key = $1', [key]);
  }

  async probe(): Promise<void> {
    await this.database.query('select 1 from blobs limit 1');
  }

  async older(ageMs: number): Promise<string[]> {
    const age = `${Math.floor(ageMs)} milliseconds`;
    // By the newest chunk: an upload that is still growing has one.
    await this.database.query(
      `delete from blob_chunks where key in (
         select key from blob_chunks group by key having max(written_at) <= now() - $1::interval)
       and key not in (select key from blobs)`,
      [age],
    );
    const query = 'select key from blobs where created_at <= now() - $1::interval';
    return (await this.database.query<{ key: string }[]>(query, [age])).map(({ key }) => key);
  }

  private async *read(key: string): AsyncGenerator<Buffer> {
    const [blob] = await this.database.query<{ bytes: string }[]>('select bytes from blobs where key = $1', [key]);
    if (!blob) throw new BlobMissing(key);
    for (let chunk = 0, left = Number(blob.bytes); left > 0; chunk++) {
      const query = 'select data from blob_chunks where key = $1 and chunk = $2';
      const [row] = await this.database.query<{ data: Buffer }[]>(query, [key, chunk]);
      if (!row) throw new BlobMissing(key);
      left -= row.data.length;
      yield row.data;
    }
  }
}
