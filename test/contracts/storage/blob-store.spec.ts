import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/database/migrate.js';
import { BlobMissing, type BlobStore, BlobTooLarge, readBlob } from '../../../src/storage/blob-store.js';
import { FileStore } from '../../../src/storage/file-store.js';
import { PostgresStore } from '../../../src/storage/postgres-store.js';
import { elements, S3Client } from '../../../src/storage/s3/client.js';
import { S3Store } from '../../../src/storage/s3/s3-store.js';
import { freshDatabase } from '../../e2e/harness/services.js';

interface Backend {
  readonly store: BlobStore;
  /** how many pieces of whatever blobs are lying around */
  remains(): Promise<number>;
  /** one piece of a blob, as a process leaves it that is killed */
  leaveHalfWritten(): Promise<unknown>;
  close(): Promise<void>;
}

async function files(): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'algoapi-test-'));
  return {
    store: await FileStore.in(directory),
    remains: () => Promise.resolve(readdirSync(directory).length),
    leaveHalfWritten: () => Promise.resolve(writeFileSync(join(directory, 'blob_AAAAAAAAAAAAAAAAAAAA.partial'), 'x')),
    close: () => Promise.resolve(rmSync(directory, { recursive: true })),
  };
}

async function postgres(): Promise<Backend> {
  const database = await freshDatabase();
  await migrate(database.url);
  const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  return {
    store: new PostgresStore(source),
    remains: async () => {
      const rows: unknown[] = await source.query('select key from blobs union all select key from blob_chunks');
      return rows.length;
    },
    leaveHalfWritten: () => source.query("insert into blob_chunks (key, chunk, data) values ('blob_A', 0, 'x')"),
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}

/** A bucket of the test's own: others may have left blobs in the one that is there. */
async function s3(): Promise<Backend> {
  const [accessKeyId, secretAccessKey] = process.env.TEST_S3_KEY!.split(':') as [string, string];
  const url = new URL(`/test-${randomBytes(6).toString('hex')}`, process.env.TEST_S3_URL).href;
  const options = { url, region: 'us-east-1', accessKeyId, secretAccessKey };
  const client = new S3Client(options);
  await client.call({ method: 'PUT', key: '' });
  const list = async (query: Record<string, string>, element: string) =>
    elements(await client.text({ method: 'GET', key: '', query }), element).length;
  return {
    store: new S3Store(options),
    remains: async () => (await list({ 'list-type': '2' }, 'Key')) + (await list({ uploads: '' }, 'UploadId')),
    leaveHalfWritten: () => client.call({ method: 'POST', key: 'blob_AAAAAAAAAAAAAAAAAAAA', query: { uploads: '' } }),
    close: () => Promise.resolve(),
  };
}

const noS3 = process.env.TEST_S3_URL ? '' : `TEST_S3_URL is not there ${process.env.TEST_MISSING ?? ''}`;
const noDatabase = process.env.TEST_DATABASE_URL ? '' : 'TEST_DATABASE_URL is not there';

describe.each([
  { name: 'files', open: files, missing: '' },
  { name: 'postgres', open: postgres, missing: noDatabase },
  { name: 's3', open: s3, missing: noS3 },
])('blob store: $name $missing', ({ open, missing }) => {
  describe.skipIf(missing)('keeps the contract of the port', () => {
    let backend: Backend;

    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend?.close());

    async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      await Promise.resolve();
    }

    it.each([0, 1, 1 << 20, (1 << 20) + 1, 5_000_003, 8 << 20, (17 << 20) + 5])(
      'gives %i bytes back as they came, with their digest',
      async (size) => {
        const bytes = randomBytes(size);
        const stored = await backend.store.put(chunks(bytes, 70_001));
        expect(stored).toMatchObject({ bytes: size, sha256: createHash('sha256').update(bytes).digest('hex') });
        expect((await readBlob(backend.store, stored.key)).equals(bytes)).toBe(true);
        await backend.store.delete(stored.key);
      },
    );

    it('removes really, and again without an error', async () => {
      const before = await backend.remains();
      const { key } = await backend.store.put(chunks(randomBytes(3_000_000), 65_536));
      await backend.store.delete(key);
      await backend.store.delete(key);
      expect(await backend.remains()).toBe(before);
      await expect(readBlob(backend.store, key)).rejects.toBeInstanceOf(BlobMissing);
    });

    it('stops at the limit and leaves nothing of it', async () => {
      const before = await backend.remains();
      const put = backend.store.put(chunks(randomBytes(3_000_000), 65_536), 2_999_999);
      await expect(put).rejects.toBeInstanceOf(BlobTooLarge);
      expect(await backend.remains()).toBe(before);
    });

    it('leaves nothing of a source that fails half-way', async () => {
      const before = await backend.remains();
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield* chunks(randomBytes(2_500_000), 65_536);
        throw new Error('the client went away');
      }
      await expect(backend.store.put(broken())).rejects.toThrow('the client went away');
      expect(await backend.remains()).toBe(before);
    });

    it('knows what is old, and removes what was never finished', async () => {
      const { key } = await backend.store.put(chunks(randomBytes(10), 5));
      expect(await backend.store.older(3600_000)).toEqual([]);
      await backend.leaveHalfWritten();
      const before = await backend.remains();
      expect(await backend.store.older(0)).toEqual([key]);
      expect(await backend.remains()).toBe(before - 1);
      await backend.store.delete(key);
    });

    it('never takes a key for a path', async () => {
      await expect(readBlob(backend.store, '../../etc/passwd')).rejects.toBeInstanceOf(BlobMissing);
    });
  });
});
