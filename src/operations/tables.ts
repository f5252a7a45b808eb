import type { EntityManager } from 'typeorm';

/** A table as a backup sees it: rows go as PostgreSQL writes them in JSON, and are never read by us. */
export interface TableShape {
  readonly name: string;
  /** columns that name a blob */
  readonly blobColumns: readonly string[];
  /** columns that PostgreSQL numbers */
  readonly identityColumns: readonly string[];
}

/** The bytes of blobs are kept apart, whichever store holds them; migrations are the program's. */
const LEFT_OUT = ['migrations', 'blobs', 'blob_chunks'];

const COLUMNS = `
  select table_name as "table", column_name as "column", is_identity = 'YES' as identity,
         data_type = 'text' and column_name like '%\\_key' as "maybeBlob"
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where table_schema = current_schema and table_type = 'BASE TABLE' and table_name <> all($1)
  order by table_name, ordinal_position`;

const REFERENCES = `
  select source.relname as "table", target.relname as "needs"
  from pg_constraint join pg_class source on source.oid = conrelid join pg_class target on target.oid = confrelid
  where contype = 'f' and connamespace = current_schema::regnamespace and conrelid <> confrelid`;

/** Every table with data of the product, each after those that its rows refer to. */
export async function tablesOf(manager: EntityManager): Promise<TableShape[]> {
  const columns = await manager.query<{ table: string; column: string; identity: boolean; maybeBlob: boolean }[]>(
    COLUMNS,
    [LEFT_OUT],
  );
  const references = await manager.query<{ table: string; needs: string }[]>(REFERENCES);
  const waiting = new Set(columns.map(({ table }) => table));
  const ordered: TableShape[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(
      (name) => !references.some(({ table, needs }) => table === name && waiting.has(needs)),
    );
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...waiting].join(', ')}`);
    for (const name of ready) {
      waiting.delete(name);
      const own = columns.filter(({ table }) => table === name);
      ordered.push({
        name,
        blobColumns: own.filter(({ maybeBlob }) => maybeBlob).map(({ column }) => column),
        identityColumns: own.filter(({ identity }) => identity).map(({ column }) => column),
      });
    }
  }
  return ordered;
}

/** Names come from the catalogue of our own schema; quoted all the same. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
