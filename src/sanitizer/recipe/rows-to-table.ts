import { type Recipe, type RecipeColumn } from '../../contracts/recipe.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { applyRecipe } from './apply.js';
import { CellReader, type Reading } from './cell-reader.js';

export interface RowError {
  /** `type-error`: a text that the column cannot read; `not-a-scalar`: an object or a list where a cell should be */
  readonly code: 'type-error' | 'not-a-scalar';
  readonly message: string;
  readonly field: string;
}

/** One row as the client wrote it: pairs, not an object, since column names are hostile. */
export type RawRow = readonly (readonly [column: string, value: unknown])[];

/**
 * Raw rows → the table that the model reads, by the recipe alone. JSON numbers and booleans are taken as they are where
 * the column's kind has them, else as their text. A cell that cannot be read counts as missing and its row gets an error
 * (the first one), so that the caller can refuse the row or go on, as the sanitizer does.
 */
export function rowsToTable(recipe: Recipe, rows: readonly RawRow[]): { table: Table; errors: (RowError | null)[] } {
  const errors = rows.map((): RowError | null => null);
  const named = new Set(rows.flatMap((row) => row.map(([name]) => name)));
  const cells = rows.map((row) => new Map(row));
  const columns = recipe.columns
    .filter(({ dropped, name }) => dropped === null && named.has(name))
    .map((column) => readColumn(column, cells, errors));
  const sourceRows = Uint32Array.from(rows, (_, i) => i + 1);
  return { table: applyRecipe(recipe, { columns, sourceRows }), errors };
}

function readColumn(
  column: RecipeColumn,
  rows: readonly ReadonlyMap<string, unknown>[],
  errors: (RowError | null)[],
): TableColumn {
  const reader = new CellReader(column);
  const levels = new Map<string, number>();
  const values = new Float64Array(rows.length).fill(NaN);
  const codes = new Int32Array(rows.length).fill(-1);
  rows.forEach((row, i) => {
    const raw = row.get(column.name);
    const reading = readValue(column, reader, raw);
    if (reading === null || reading.state === 'error') errors[i] ??= errorOf(column, raw, reading === null);
    else if (reading.state === 'value') values[i] = reading.value;
    else if (reading.state === 'level') {
      if (!levels.has(reading.level)) levels.set(reading.level, levels.size);
      codes[i] = levels.get(reading.level)!;
    }
  });
  const { name, kind } = column;
  return kind === 'category' || kind === 'text'
    ? { name, kind, codes, levels: [...levels.keys()] }
    : { name, kind, values };
}

function readValue(column: RecipeColumn, reader: CellReader, raw: unknown): Reading | null {
  if (raw === null || raw === undefined) return { state: 'missing' };
  if (typeof raw === 'number' && column.kind === 'number') {
    return Number.isFinite(raw) ? { state: 'value', value: raw } : { state: 'missing' };
  }
  if (typeof raw === 'boolean' && column.kind === 'boolean') return { state: 'value', value: raw ? 1 : 0 };
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return null;
  return reader.read(String(raw));
}

function errorOf({ name, kind }: RecipeColumn, raw: unknown, structured: boolean): RowError {
  if (structured)
    return { code: 'not-a-scalar', message: 'a cell is a text, a number, a boolean or null', field: name };
  const shown = JSON.stringify(String(raw)).slice(0, 100);
  return { code: 'type-error', message: `${shown} is not a ${kind}`, field: name };
}
