import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { readBuildInfo } from '../common/build-info.js';
import { BlobMissing, type BlobStore } from '../storage/blob-store.js';
import { writeDigested } from './digested-file.js';
import type { BlobLine, Manifest } from './manifest.js';
import { quoted, type TableShape, tablesOf } from './tables.js';

const ROWS_AT_ONCE = 1_000;

export interface BackupCounts {
  readonly rows: number;
  readonly blobs: number;
  readonly bytes: number;
  /** named by a row and not in the store: deleted while the backup ran, or lost before */
  readonly missing: readonly string[];
}

/**
 * Writes everything that the product keeps into an empty folder: the rows of all tables as they were at one moment, while
 * others go on writing, and the bytes that they name, from whichever store. The queue is not in it: it is made from the rows.
 */
export async function backup(database: DataSource, store: BlobStore, folder: string): Promise<BackupCounts> {
  for (const part of ['tables', 'blobs']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  return database.transaction('REPEATABLE READ', async (manager) => {
    const tables: Manifest['tables'] = [];
    const keys = new Set<string>();
    for (const table of await tablesOf(manager)) {
      let rows = 0;
      const path = join(folder, 'tables', `${table.name}.jsonl`);
      const sha256 = await writeDigested(
        path,
        rowsOf(manager, table, (count) => (rows += count)),
      );
      tables.push({ name: table.name, rows, sha256 });
      for (const key of await keysOf(manager, table)) keys.add(key);
    }
    const { lines, missing } = await copyBlobs(store, [...keys].sort(), join(folder, 'blobs'));
    const listed = await writeDigested(
      join(folder, 'blobs.jsonl'),
      generate(lines.map((line) => `${JSON.stringify(line)}\n`)),
    );
    const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
    const migrations = await manager.query<{ name: string }[]>('select name from migrations order by id');
    const manifest: Manifest = {
      format: 'algoapi-backup/1',
      version: readBuildInfo().version,
      created_at: new Date().toISOString(),
      migrations: migrations.map(({ name }) => name),
      tables,
      blobs: { count: lines.length, bytes, sha256: listed },
    };
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    return { rows: tables.reduce((sum, table) => sum + table.rows, 0), blobs: lines.length, bytes, missing };
  });
}

/** By a cursor: a table is never whole in memory. */
async function* rowsOf(
  manager: EntityManager,
  { name }: TableShape,
  count: (rows: number) => void,
): AsyncGenerator<string> {
  await manager.query(`declare backup no scroll cursor for select row_to_json(t)::text as row from ${quoted(name)} t`);
  for (;;) {
    const rows = await manager.query<{ row: string }[]>(`fetch ${ROWS_AT_ONCE} from backup`);
    if (rows.length === 0) break;
    count(rows.length);
    yield rows.map(({ row }) => `${row}\n`).join('');
  }
  await manager.query('close backup');
}

async function keysOf(manager: EntityManager, { name, blobColumns }: TableShape): Promise<string[]> {
  const found: string[] = [];
  for (const column of blobColumns) {
    const query = `select distinct ${quoted(column)} as key from ${quoted(name)} where ${quoted(column)} like 'blob\\_%'`;
    found.push(...(await manager.query<{ key: string }[]>(query)).map(({ key }) => key));
  }
  return found;
}

async function copyBlobs(
  store: BlobStore,
  keys: readonly string[],
  folder: string,
): Promise<{ lines: BlobLine[]; missing: string[] }> {
  const lines: BlobLine[] = [];
  const missing: string[] = [];
  for (const key of keys) {
    let bytes = 0;
    async function* counted() {
      for await (const part of store.open(key) as AsyncIterable<Buffer>) {
        bytes += part.length;
        yield part;
      }
    }
    try {
      const sha256 = await writeDigested(join(folder, key), counted());
      lines.push({ key, bytes, sha256 });
    } catch (error) {
      if (!(error instanceof BlobMissing)) throw error;
      missing.push(key);
    }
  }
  return { lines, missing };
}

async function* generate<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
  await Promise.resolve();
}
