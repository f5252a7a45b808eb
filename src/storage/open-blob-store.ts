import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Env } from '../config/env.js';
import type { BlobStore } from './blob-store.js';
import { FileStore } from './file-store.js';
import { PostgresStore } from './postgres-store.js';
import { S3Store } from './s3/s3-store.js';

/** The store that the environment names; `database` is where `postgres` keeps its blobs. */
export async function openBlobStore(
  { storage, s3, dataDir }: Pick<Env, 'storage' | 's3' | 'dataDir'>,
  database: DataSource,
): Promise<BlobStore> {
  if (s3 !== null) return new S3Store(s3);
  return storage === 'files' ? FileStore.in(join(dataDir, 'blobs')) : new PostgresStore(database);
}
