import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { type CareEnv, EnvError, readCareEnv } from '../../config/env.js';
import { connection } from '../../database/connection.js';
import { applied, migrate, MIGRATIONS, migrateTo } from '../../database/migrate.js';
import type { BlobStore } from '../../storage/blob-store.js';
import { openBlobStore } from '../../storage/open-blob-store.js';
import { backup } from '../backup.js';
import { BackupError } from '../manifest.js';
import { readManifest, restore } from '../restore.js';
import { restoreSigningKey, rotateSigningKey, saveSigningKey } from '../signing-key.js';

const USAGE = `usage: care COMMAND
  backup FOLDER [--with-signing-key]   everything that is kept, into a new or empty folder
  restore FOLDER                       a backup into an empty installation
  migrate status | up | down           the schema: where it is, to the newest, back by one step (with its data)
  rotate-signing-key                   a new key for certificates; restart the workers then`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = { 'with-signing-key': { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, argument] = positionals;
  const env = readCareEnv();
  if (command === 'backup' && argument) return takeBackup(env, resolve(argument), values['with-signing-key']);
  if (command === 'restore' && argument) return putBack(env, resolve(argument));
  if (command === 'migrate' && argument) return changeSchema(env, argument);
  if (command === 'rotate-signing-key') {
    const { was, is } = await rotateSigningKey(env.worker);
    say(`certificates are signed with ${is} from the workers' next start on; ${was} is kept beside it`);
    return;
  }
  throw new BackupError(USAGE);
}

async function takeBackup(env: CareEnv, folder: string, withKey: boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new BackupError(`${folder} is not empty`);
  const counts = await withStores(env, (database, store) => backup(database, store, folder));
  if (withKey) await saveSigningKey(env.worker, folder);
  for (const key of counts.missing) say(`not in the store: ${key}`);
  say(`backup of ${counts.rows} rows and ${counts.blobs} blobs (${(counts.bytes / 1e6).toFixed(1)} MB) in ${folder}`);
}

async function putBack(env: CareEnv, folder: string): Promise<void> {
  const { migrations } = await readManifest(folder);
  const known = MIGRATIONS.map(({ name }) => name.toString());
  if (migrations.some((name, i) => name !== known[i])) throw new BackupError('the backup is of a newer version');
  await migrate(env.databaseUrl, env.databaseAuthority);
  const { rows, blobs } = await withStores(env, async (database, store) => {
    await assertNoAccounts(database);
    await migrateTo(migrations.length, env.databaseUrl, env.databaseAuthority);
    return restore(database, store, folder);
  });
  await migrate(env.databaseUrl, env.databaseAuthority);
  say(`restored ${rows} rows and ${blobs} blobs`);
  if (await restoreSigningKey(env.worker, folder)) say('restored the key that certificates are signed with');
}

/** Before anything is undone. */
async function assertNoAccounts(database: DataSource): Promise<void> {
  const [row] = await database.query<{ used: boolean }[]>('select exists (select from accounts) as used');
  if (row!.used) throw new BackupError('the database has accounts already: restore into an empty one');
}

async function changeSchema({ databaseUrl, databaseAuthority }: CareEnv, where: string): Promise<void> {
  const before = await applied(databaseUrl, databaseAuthority);
  if (where === 'up') await migrate(databaseUrl, databaseAuthority);
  else if (where === 'down' && before.length > 0) await migrateTo(before.length - 1, databaseUrl, databaseAuthority);
  else if (where !== 'status') throw new BackupError(USAGE);
  const after = await applied(databaseUrl, databaseAuthority);
  say(`${after.length} of ${MIGRATIONS.length} migrations; the last is ${after.at(-1) ?? 'none'}`);
}

async function withStores<T>(env: CareEnv, work: (database: DataSource, store: BlobStore) => Promise<T>): Promise<T> {
  const database = new DataSource({
    type: 'postgres',
    ...connection(env.databaseUrl, env.databaseAuthority),
    poolSize: 2,
  });
  await database.initialize();
  try {
    return await work(database, await openBlobStore(env, database));
  } finally {
    await database.destroy();
  }
}

main().catch((error: unknown) => {
  const misused =
    error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
  const plain = error instanceof BackupError || error instanceof EnvError || misused;
  process.stderr.write(`${plain ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
