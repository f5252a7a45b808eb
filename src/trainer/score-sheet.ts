import { type ColumnMapping } from '../contracts/model-types.js';
import { type Table } from '../contracts/table.js';
import { csvCell } from '../sanitizer/core/write/byte-writer.js';
import { columnNames } from '../sanitizer/core/structure/column-names.js';
import { type RecipeReader } from '../sanitizer/recipe/index.js';
import { type ScoreColumn } from './family.js';

/** A row as it came: cells beside the file's columns, or the text of one that is no row of the table. */
export interface ReadRow {
  readonly cells: readonly string[];
  /** why the row cannot be read at all */
  readonly error: string | null;
}

/** What a loaded model says of rows, see Family.scorer. */
export interface Scoring {
  readonly reader: RecipeReader;
  readonly roles: ColumnMapping;
  readonly scoreTable: (table: Table) => readonly ScoreColumn[];
}

const NO_CELLS: readonly string[] = [];
const SEPARATOR = '; ';

/**
 * The answer to a file of rows, as CSV: its columns as they came, the family's columns, `unknown_categories` where the model
 * reads categories, and `error`. Every row is there, in order; one with an error has no score. A name that the file has
 * already gets a number.
 */
export class ScoreSheet {
  rows = 0;
  errors = 0;
  /** rows with a category that training had not seen */
  unknown = 0;
  private headed = false;
  private readonly given: ReadonlySet<string>;
  private readonly others: ReadonlySet<string>;

  constructor(
    private readonly names: readonly string[],
    private readonly scoring: Scoring,
  ) {
    this.given = new Set(names);
    this.others = new Set(scoring.roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  }

  /** CSV lines of a batch, after the header where it is the first. */
  lines(batch: readonly ReadRow[]): string {
    const { reader, scoreTable } = this.scoring;
    const cells = batch.map((row) => (row.error === null ? row.cells : NO_CELLS));
    const { table, errors } = reader.cells(this.names, cells);
    const scores = scoreTable(table);
    const categories = this.categoriesOf(table);
    const given = categories.filter(({ name }) => this.given.has(name));
    const unknownOf = (row: number) => given.filter(({ codes }) => codes[row]! < 0).map(({ name }) => name);
    const lines = batch.map((read, row) => {
      const error = errors[row] ?? null;
      const complaint = read.error ?? (error && `${error.field}: ${error.message}`);
      const unknown = complaint === null ? unknownOf(row).join(SEPARATOR) : '';
      if (complaint !== null) this.errors++;
      if (unknown !== '') this.unknown++;
      const own = this.names.map((_, i) => read.cells[i] ?? '');
      const values = scores.map((column) => (complaint === null ? cellOf(column, row) : ''));
      return csvLine([...own, ...values, ...(categories.length > 0 ? [unknown] : []), complaint ?? '']);
    });
    this.rows += batch.length;
    if (!this.headed) {
      const told = [
        ...scores.map(({ name }) => name),
        ...(categories.length > 0 ? ['unknown_categories'] : []),
        'error',
      ];
      lines.unshift(csvLine(columnNames([...this.names, ...told])));
    }
    this.headed = true;
    return lines.join('');
  }

  private categoriesOf({ columns }: Table) {
    return columns.flatMap((column) => {
      const isCategory = 'codes' in column && column.kind === 'category';
      return isCategory && !this.others.has(column.name) ? [column] : [];
    });
  }
}

function cellOf(column: ScoreColumn, row: number): string {
  if ('texts' in column) return column.texts[row]!;
  const value = column.numbers[row]!;
  return Number.isNaN(value) ? '' : String(value);
}

const csvLine = (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\n`;
