import { DataSource } from 'typeorm';
import { connection } from './connection.js';
import { Initial1764000000000 } from './migrations/1-initial.js';
import { TaskFailures1764000000002 } from './migrations/2-task-failures.js';
import { IdempotencyKeys1764000000003 } from './migrations/3-idempotency-keys.js';
import { TaskOrigin1764000000004 } from './migrations/4-task-origin.js';
import { Webhooks1764000000005 } from './migrations/5-webhooks.js';
import { ModelNames1764000000006 } from './migrations/6-model-names.js';

/** Any constant: all processes of the product must agree on it. */
const MIGRATION_LOCK = 0x616c676f;

export const MIGRATIONS = [
  Initial1764000000000,
  TaskFailures1764000000002,
  IdempotencyKeys1764000000003,
  TaskOrigin1764000000004,
  Webhooks1764000000005,
  ModelNames1764000000006,
];

/** Brings the schema up to date. Processes that start at once wait for each other on an advisory lock. */
export async function migrate(databaseUrl: string, authority: string | null = null): Promise<void> {
  await underLock(databaseUrl, authority, MIGRATIONS.length, (source) => source.runMigrations());
}

/**
 * Brings the schema to its first `count` migrations, undoing later ones, the last first, with the data that only they
 * hold. For a person who goes back to an older version: a process that starts never undoes anything.
 */
export async function migrateTo(count: number, databaseUrl: string, authority: string | null = null): Promise<void> {
  await underLock(databaseUrl, authority, MIGRATIONS.length, async (source) => {
    for (let left = (await appliedIn(source)).length - count; left > 0; left--) await source.undoLastMigration();
  });
  await underLock(databaseUrl, authority, count, (source) => source.runMigrations());
}

/** Names of the migrations that the schema has, in order. */
export async function applied(databaseUrl: string, authority: string | null = null): Promise<string[]> {
  return underLock(databaseUrl, authority, MIGRATIONS.length, appliedIn);
}

async function appliedIn(source: DataSource): Promise<string[]> {
  const [table] = await source.query<{ found: boolean }[]>("select to_regclass('migrations') is not null as found");
  if (!table!.found) return [];
  return (await source.query<{ name: string }[]>('select name from migrations order by id')).map(({ name }) => name);
}

async function underLock<T>(
  databaseUrl: string,
  authority: string | null,
  count: number,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    ...connection(databaseUrl, authority),
    migrations: MIGRATIONS.slice(0, count),
    migrationsTransactionMode: 'each',
    poolSize: 2,
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work(source);
  } finally {
    // Ending the session releases the lock, also when the migration failed half-way.
    await lock.release();
    await source.destroy();
  }
}
