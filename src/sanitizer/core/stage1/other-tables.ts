import { type IssueCode } from '../../../contracts/report.js';
import { headerVotes } from '../structure/column-kinds.js';

const SPACE = 32;
/** no header to be repeated; one whose first byte says nothing */
const [NONE, ANY] = [-1, -2];
/** share of its cells that must be names of this table for a row to be a header again */
const OVERLAP = 0.7;
/** share of the typed columns in which a row must not fit to be the header of another table */
const MISFIT = 0.6;

/** where reading is: in the table, right behind its repeated header, in another table, in the same table once more */
type Place = 'table' | 'repeated header' | 'other table' | 'same table again';

/**
 * Follows where, below the table, another one begins: at a line that names columns, not values. Rows of another width stay set apart
 * until a row of the table's own width comes. A repeated header is left out, and the rows below it are more rows of the table, unless
 * they begin with its first row: then the whole table stands there again.
 */
export class OtherTables {
  private place: Place = 'table';
  private readonly headerByte: number;

  constructor(
    private readonly labels: readonly string[] | null,
    private readonly classes: readonly string[],
    private readonly firstRow: readonly string[] | null,
  ) {
    const first = Buffer.from(labels?.[0] ?? '')[0] ?? SPACE;
    this.headerByte = labels === null ? NONE : first <= SPACE ? ANY : first;
  }

  /** A row of the normal width: null for a row of the table, else why it is none. `cell(j)` reads a cell. */
  normalRow(cell: (j: number) => string, firstByte: number): IssueCode | null {
    // Nearly every row is told from the header by its first byte, without making a string.
    if (this.place === 'table' && firstByte !== this.headerByte && this.headerByte !== ANY) return null;
    if (this.place === 'same table again') return 'second-table';
    const isAgain = this.place === 'repeated header' && this.isFirstRow(cell);
    this.place = isAgain ? 'same table again' : 'table';
    if (isAgain) return 'second-table';
    if (!this.labels?.every((label, j) => label.trim() === cell(j).trim())) return null;
    this.place = 'repeated header';
    return 'repeated-header';
  }

  /** A row of another width: null if it may be repaired, else why it is no row of the table. */
  abnormalRow(cells: readonly string[]): IssueCode | null {
    if (this.place === 'same table again' || this.place === 'other table') return 'second-table';
    this.place = this.namesColumns(cells) ? 'other table' : 'table';
    return this.place === 'other table' ? 'second-table' : null;
  }

  /** An empty row says nothing: it may stand below every header. */
  private isFirstRow(cell: (j: number) => string): boolean {
    const { firstRow } = this;
    if (firstRow === null || firstRow.filter((text) => text !== '').length * 2 < firstRow.length) return false;
    return firstRow.every((text, j) => text === cell(j));
  }

  private namesColumns(cells: readonly string[]): boolean {
    if (this.labels === null || cells.length < 2) return false;
    const known = new Set(this.labels.map((label) => label.trim().toLowerCase()).filter((label) => label !== ''));
    const shared = cells.filter((cell) => known.has(cell.trim().toLowerCase())).length;
    if (shared >= OVERLAP * Math.min(cells.length, known.size) && shared >= 2) return true;
    const votes = headerVotes(cells, this.classes);
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    return votes.typed >= 3 && votes.against === 0 && votes.for >= MISFIT * votes.typed && filled > 0.8 * cells.length;
  }
}
