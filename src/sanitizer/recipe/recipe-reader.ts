import { type Recipe, type RecipeColumn } from '../../contracts/recipe.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { recipeApplier } from './apply.js';
import { CellReader, type Reading } from './cell-reader.js';

export interface RowError {
  /** `type-error`: a text that the column cannot read; `not-a-scalar`: an object or a list where a cell should be */
  readonly code: 'type-error' | 'not-a-scalar';
  readonly message: string;
  readonly field: string;
}

/** One row as the client wrote it: pairs, not an object, since column names are hostile. */
export type RawRow = readonly (readonly [column: string, value: unknown])[];

/** The table that the model reads, and for each row why it cannot be read, null where it can. */
export interface ReadRows {
  readonly table: Table;
  readonly errors: readonly (RowError | null)[];
}

/** The cell of a column in a row. */
type CellOf = (row: number) => unknown;

/**
 * Raw rows → the table that the model reads, by the recipe alone. What rows share is made ready once. JSON numbers and
 * booleans are taken as they are where the column's kind has them, else as their text. A cell that cannot be read counts
 * as missing and its row gets an error (the first one, in the order of the recipe's columns), so that the caller can refuse
 * the row or go on, as the sanitizer does.
 */
export class RecipeReader {
  private readonly columns: readonly { readonly column: RecipeColumn; readonly reader: CellReader }[];
  private readonly apply: (table: Table) => Table;

  constructor(recipe: Recipe) {
    this.columns = recipe.columns
      .filter(({ dropped }) => dropped === null)
      .map((column) => ({ column, reader: new CellReader(column) }));
    this.apply = recipeApplier(recipe);
  }

  /** Rows of a request; a row may leave columns out. */
  rows(rows: readonly RawRow[]): ReadRows {
    const named = new Set<string>();
    for (const row of rows) for (const [name] of row) named.add(name);
    const cells = rows.map((row) => new Map(row));
    return this.read(rows.length, (name) => (named.has(name) ? (row) => cells[row]!.get(name) : null));
  }

  /** Rows of a file, whose cells stand beside its column names; a short row's last cells are missing. */
  cells(names: readonly string[], rows: readonly (readonly string[])[]): ReadRows {
    const position = new Map(names.map((name, i) => [name, i]));
    return this.read(rows.length, (name) => {
      const at = position.get(name);
      return at === undefined ? null : (row) => rows[row]![at];
    });
  }

  private read(count: number, cellsOf: (column: string) => CellOf | null): ReadRows {
    const errors = Array.from({ length: count }, (): RowError | null => null);
    const columns = this.columns.flatMap(({ column, reader }) => {
      const cellOf = cellsOf(column.name);
      return cellOf === null ? [] : [readColumn(column, reader, { count, cellOf, errors })];
    });
    const sourceRows = Uint32Array.from({ length: count }, (_, i) => i + 1);
    return { table: this.apply({ columns, sourceRows }), errors };
  }
}

function readColumn(
  column: RecipeColumn,
  reader: CellReader,
  { count, cellOf, errors }: { readonly count: number; readonly cellOf: CellOf; readonly errors: (RowError | null)[] },
): TableColumn {
  const { name, kind } = column;
  const isText = kind === 'category' || kind === 'text';
  const levels = new Map<string, number>();
  const values = new Float64Array(isText ? 0 : count).fill(NaN);
  const codes = new Int32Array(isText ? count : 0).fill(-1);
  for (let i = 0; i < count; i++) {
    const raw = cellOf(i);
    const reading = readValue(column, reader, raw);
    if (reading === null || reading.state === 'error') errors[i] ??= errorOf(column, raw, reading === null);
    else if (reading.state === 'value') values[i] = reading.value;
    else if (reading.state === 'level') {
      if (!levels.has(reading.level)) levels.set(reading.level, levels.size);
      codes[i] = levels.get(reading.level)!;
    }
  }
  return isText ? { name, kind, codes, levels: [...levels.keys()] } : { name, kind, values };
}

function readValue(column: RecipeColumn, reader: CellReader, raw: unknown): Reading | null {
  if (typeof raw === 'string') return reader.read(raw);
  if (raw === null || raw === undefined) return { state: 'missing' };
  if (typeof raw === 'number' && column.kind === 'number') {
    return Number.isFinite(raw) ? { state: 'value', value: raw } : { state: 'missing' };
  }
  if (typeof raw === 'boolean' && column.kind === 'boolean') return { state: 'value', value: raw ? 1 : 0 };
  if (typeof raw !== 'number' && typeof raw !== 'boolean') return null;
  return reader.read(String(raw));
}

function errorOf({ name, kind }: RecipeColumn, raw: unknown, structured: boolean): RowError {
  if (structured)
    return { code: 'not-a-scalar', message: 'a cell is a text, a number, a boolean or null', field: name };
  const shown = JSON.stringify(String(raw)).slice(0, 100);
  return { code: 'type-error', message: `${shown} is not a ${kind}`, field: name };
}
