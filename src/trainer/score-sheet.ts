import { type Recipe } from '../contracts/recipe.js';
import { type Table } from '../contracts/table.js';
import { csvCell } from '../sanitizer/core/write/byte-writer.js';
import { rowsToTable } from '../sanitizer/recipe/index.js';
import { type ScoreColumn } from './family.js';

/** A row as it came: cells beside the file's columns, or the text of one that is no row of the table. */
export interface ReadRow {
  readonly cells: readonly string[];
  /** why the row cannot be read at all */
  readonly error: string | null;
}

/**
 * The answer to a file of rows, as CSV: its columns as they came, the family's columns, and `error`. Every row is there, in
 * order; one with an error has no score.
 */
export class ScoreSheet {
  rows = 0;
  errors = 0;
  private headed = false;

  constructor(
    private readonly names: readonly string[],
    private readonly recipe: Recipe,
    private readonly scoreTable: (table: Table) => readonly ScoreColumn[],
  ) {}

  /** CSV lines of a batch, after the header where it is the first. */
  lines(batch: readonly ReadRow[]): string {
    const raw = batch.map(({ cells, error }) =>
      error === null ? this.names.map((name, i): [string, string] => [name, cells[i] ?? '']) : [],
    );
    const { table, errors } = rowsToTable(this.recipe, raw);
    const scores = this.scoreTable(table);
    const lines = batch.map(({ cells, error }, row) => {
      const complaint = error ?? errors[row]?.message ?? null;
      if (complaint !== null) this.errors++;
      const own = this.names.map((_, i) => cells[i] ?? '');
      const values = scores.map((column) => (complaint === null ? cellOf(column, row) : ''));
      return csvLine([...own, ...values, complaint ?? '']);
    });
    this.rows += batch.length;
    if (!this.headed) lines.unshift(csvLine([...this.names, ...scores.map(({ name }) => name), 'error']));
    this.headed = true;
    return lines.join('');
  }
}

function cellOf(column: ScoreColumn, row: number): string {
  if ('texts' in column) return column.texts[row]!;
  const value = column.numbers[row]!;
  return Number.isNaN(value) ? '' : String(value);
}

const csvLine = (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\n`;
