import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { applied, migrate, MIGRATIONS, migrateTo } from '../../src/database/migrate.js';
import { freshDatabase } from './harness/services.js';

const missing = process.env.TEST_DATABASE_URL ? '' : 'TEST_DATABASE_URL is not there';

/** Every column, index and constraint of the schema, as PostgreSQL describes them. */
async function schemaOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(`
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public' and table_name <> 'migrations'
    union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migrations'
    union all select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'migrations'
    order by 1`);
  return rows.map(({ line }) => line);
}

describe.skipIf(missing)(`migrations ${missing}`, () => {
  it('go up, each back down to what was before it, and up again to the same schema', async () => {
    const { url, pool, drop } = await freshDatabase();
    try {
      const schemas: string[][] = [[]];
      for (let count = 1; count <= MIGRATIONS.length; count++) {
        await migrateTo(count, url);
        schemas.push(await schemaOf(pool));
      }
      expect(schemas[1]!.length).toBeGreaterThan(50);
      for (let count = MIGRATIONS.length - 1; count >= 0; count--) {
        await migrateTo(count, url);
        expect(await schemaOf(pool)).toEqual(schemas[count]);
      }
      await migrate(url);
      expect(await schemaOf(pool)).toEqual(schemas.at(-1));
      expect(await applied(url)).toHaveLength(MIGRATIONS.length);
    } finally {
      await drop();
    }
  });

  it('run once where several processes start at once', async () => {
    const { url, drop } = await freshDatabase();
    try {
      await Promise.all([migrate(url), migrate(url), migrate(url)]);
      expect(await applied(url)).toHaveLength(MIGRATIONS.length);
    } finally {
      await drop();
    }
  });
});
