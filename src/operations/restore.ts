import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import type { BlobStore } from '../storage/blob-store.js';
import { digestOf, linesOf } from './digested-file.js';
import { BackupError, BlobLine, Manifest } from './manifest.js';
import { quoted, type TableShape, tablesOf } from './tables.js';

const ROWS_AT_ONCE = 100;

/** The manifest of a whole backup whose tables are as they were written. Throws BackupError. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
    throw new BackupError('there is no manifest.json: this is no backup, or one that was never finished');
  });
  const manifest = Manifest.safeParse(JSON.parse(text));
  if (!manifest.success) throw new BackupError('the manifest is not of a format that this version reads');
  const files = manifest.data.tables.map(({ name, sha256 }) => ({ path: join('tables', `${name}.jsonl`), sha256 }));
  for (const { path, sha256 } of [...files, { path: 'blobs.jsonl', sha256: manifest.data.blobs.sha256 }]) {
    if ((await digestOf(join(folder, path))) !== sha256) throw new BackupError(`${path} is not as it was written`);
  }
  return manifest.data;
}

/**
 * Puts a backup into an empty installation whose schema is the backup's. Blobs get new names in the store at hand, which
 * need not be of the kind that they came from. All or nothing: on an error no row and no byte stays.
 */
export async function restore(
  database: DataSource,
  store: BlobStore,
  folder: string,
): Promise<{ rows: number; blobs: number }> {
  const manifest = await readManifest(folder);
  await assertEmpty(database.manager);
  const renamed = new Map<string, string>();
  try {
    for await (const lines of linesOf(join(folder, 'blobs.jsonl'), 1)) {
      for (const line of lines) await putBlob(store, folder, BlobLine.parse(JSON.parse(line)), renamed);
    }
    await database.transaction(async (manager) => {
      await assertEmpty(manager);
      const tables = new Map((await tablesOf(manager)).map((table) => [table.name, table]));
      // The installation's own id is one row that a fresh schema has.
      await manager.query(`truncate ${[...tables.keys()].map(quoted).join(', ')}`);
      await rememberNames(manager, renamed);
      for (const { name, rows } of manifest.tables) {
        const table = tables.get(name);
        if (!table) throw new BackupError(`the schema has no table ${name}`);
        await loadTable(manager, table, join(folder, 'tables', `${name}.jsonl`), rows);
      }
    });
  } catch (error) {
    for (const key of renamed.values()) await store.delete(key).catch(() => undefined);
    throw error;
  }
  return { rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), blobs: renamed.size };
}

async function assertEmpty(manager: EntityManager): Promise<void> {
  const [row] = await manager.query<{ used: boolean }[]>('select exists (select from accounts) as used');
  if (row?.used) throw new BackupError('the database has accounts already: restore into an empty one');
}

async function putBlob(store: BlobStore, folder: string, line: BlobLine, renamed: Map<string, string>): Promise<void> {
  const stored = await store.put(createReadStream(join(folder, 'blobs', line.key)));
  renamed.set(line.key, stored.key);
  if (stored.sha256 !== line.sha256) throw new BackupError(`blobs/${line.key} is not as it was written`);
}

async function rememberNames(manager: EntityManager, renamed: ReadonlyMap<string, string>): Promise<void> {
  await manager.query('create temporary table renamed (was text primary key, becomes text not null) on commit drop');
  await manager.query('insert into renamed select * from unnest($1::text[], $2::text[])', [
    [...renamed.keys()],
    [...renamed.values()],
  ]);
}

async function loadTable(manager: EntityManager, table: TableShape, path: string, expected: number): Promise<void> {
  const name = quoted(table.name);
  let rows = 0;
  for await (const lines of linesOf(path, ROWS_AT_ONCE)) {
    const query = `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1::json)`;
    await manager.query(query, [`[${lines.join(',')}]`]);
    rows += lines.length;
  }
  if (rows !== expected) throw new BackupError(`${table.name} has ${rows} rows in place of ${expected}`);
  for (const column of table.blobColumns.map(quoted)) {
    await manager.query(`update ${name} set ${column} = becomes from renamed where ${column} = was`);
  }
  for (const column of table.identityColumns) {
    const next = `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column)}), 0) + 1, false) from ${name}`;
    await manager.query(next, [name, column]);
  }
}
