import { type RecipeColumn } from '../../../contracts/recipe.js';
import { type TableColumn } from '../../../contracts/table.js';
import { type ColumnDecoder, LEVEL, VALUE } from '../cells/column-decoder.js';
import { type RecordView } from '../tokenize/record.js';
import { writeRawCell } from './raw-cell.js';
import { type ByteWriter, csvCell } from './byte-writer.js';
import { type CleanCell, cleanCell } from './clean-cell.js';

interface Rendered extends CleanCell {
  /** as it stands in clean.csv */
  readonly bytes: Buffer;
  /** code of the level in the table, −1 if the cell has none */
  readonly levelCode: number;
}

/** Writes one column of the clean table: to CSV always, to typed memory where a table is wanted. */
export class ColumnOutput {
  private readonly values: Float64Array | null;
  private readonly codes: Int32Array | null;
  private readonly levelCodes = new Map<string, number>();
  private readonly rendered: Rendered[] = [];
  private readonly blank: Rendered;

  constructor(
    readonly decoder: ColumnDecoder,
    readonly column: RecipeColumn,
    rows: number | null,
    /** a table of one column writes an empty cell as "", since an empty line would be none */
    private readonly isOnly: boolean,
  ) {
    const isLevels = column.kind === 'category' || column.kind === 'text';
    this.codes = rows !== null && isLevels ? new Int32Array(rows).fill(-1) : null;
    this.values = rows !== null && !isLevels ? new Float64Array(rows).fill(NaN) : null;
    this.blank = this.render('');
  }

  /** Writes cell `i` of the view, which the decoder has read; returns what it became if it changed. */
  write(out: ByteWriter, row: number, view: RecordView, i: number): CleanCell | null {
    const { decoder } = this;
    if (decoder.canonical) {
      if (decoder.state === VALUE) out.bytes(view.bytes, view.starts[i]!, view.ends[i]!);
      else writeRawCell(out, view, i, decoder.dialect);
      if (this.values) this.values[row] = decoder.value;
      if (this.codes) this.codes[row] = this.levelCode(decoder.level);
      return null;
    }
    const cell = this.lookup();
    out.bytes(cell.bytes, 0, cell.bytes.length);
    if (this.codes) this.codes[row] = cell.levelCode;
    if (this.values && decoder.state === VALUE) this.values[row] = decoder.value;
    return cell.code === null ? null : cell;
  }

  table(): TableColumn {
    const { name, kind } = this.column;
    return kind === 'category' || kind === 'text'
      ? { name, kind, codes: this.codes ?? new Int32Array(), levels: [...this.levelCodes.keys()] }
      : { name, kind, values: this.values ?? new Float64Array() };
  }

  private lookup(): Rendered {
    const { id, text } = this.decoder;
    if (id < 0) return text === '' ? this.blank : this.render(text);
    return (this.rendered[id] ??= this.render(this.decoder.spellings.text(id)));
  }

  private render(from: string): Rendered {
    const { state, value } = this.decoder;
    const level = state === LEVEL ? this.decoder.level : '';
    const cell = cleanCell(this.column, from === '' ? 0 : state, value, level, from);
    const bytes = Buffer.from(this.isOnly && cell.text === '' ? '""' : csvCell(cell.text));
    return { ...cell, bytes, levelCode: from !== '' && state === LEVEL && this.codes ? this.levelCode(level) : -1 };
  }

  private levelCode(level: string): number {
    const known = this.levelCodes.get(level);
    if (known !== undefined) return known;
    this.levelCodes.set(level, this.levelCodes.size);
    return this.levelCodes.size - 1;
  }
}
