import { type RecipeColumn } from '../../../contracts/recipe.js';
import { type IssueCode } from '../../../contracts/report.js';
import { type TableColumn } from '../../../contracts/table.js';
import { type ColumnDecoder, ERROR, LEVEL, MISSING, VALUE } from '../cells/column-decoder.js';
import { type Finding, type IssueLog } from '../report/issue-log.js';
import { type ColumnStatistics } from '../scan/column-statistics.js';
import { type RecordView } from '../tokenize/record.js';
import { csvCell } from './byte-writer.js';
import { type Change, type ChangeKind, changeKind, type ChangeLog, changeOf } from './change-log.js';
import { cleanCell } from './clean-cell.js';
import { type Histogram } from './distributions.js';
import { type Fence, outlierFence } from './outlier-fence.js';
import { PLAIN_TEXT_BYTES, writeDatetime, writeNumber } from './plain-text.js';
import { type RowWriter } from './row-writer.js';

/** What a spelling becomes in the clean table. */
interface Rendered {
  readonly bytes: Buffer;
  /** code of the level in the table, −1 if the cell has none */
  readonly levelCode: number;
  /** null if it stays as it is */
  readonly change: Change | null;
  readonly action: 'filled' | 'repaired';
  /** once it was met */
  finding: Finding | null;
}

export interface KeptColumnContext {
  /** rows of the table in memory; null: none is wanted */
  readonly rows: number | null;
  /** a table of one column writes an empty cell as "", since an empty line would be none */
  readonly isOnly: boolean;
  /** cells that these would rewrite are written as they stand */
  readonly unwanted: ReadonlySet<IssueCode>;
  readonly changes: ChangeLog;
  readonly log: IssueLog;
}

/** Writes one column of the clean table: to CSV always, to typed memory where a table is wanted. */
export class KeptColumn {
  changed = 0;
  private readonly fence: Fence | null;
  private readonly values: Float64Array | null;
  private readonly codes: Int32Array | null;
  private readonly levelCodes = new Map<string, number>();
  private readonly rendered: Rendered[] = [];
  private readonly blank: Rendered;
  private readonly plainText = Buffer.alloc(PLAIN_TEXT_BYTES);
  private readonly plainChange: ChangeKind;
  private readonly isRewriting: boolean;
  private plainFinding: Finding | null = null;
  /** the scan saw that every cell is written as it stands */
  private readonly isCopied: boolean;

  constructor(
    readonly column: RecipeColumn,
    readonly decoder: ColumnDecoder,
    /** of the values before fills; null for a column without values */
    readonly histogram: Histogram | null,
    statistics: ColumnStatistics,
    private readonly context: KeptColumnContext,
  ) {
    const { rows, isOnly } = context;
    const isLevels = column.kind === 'category' || column.kind === 'text';
    this.codes = rows !== null && isLevels ? new Int32Array(rows).fill(-1) : null;
    this.values = rows !== null && !isLevels ? new Float64Array(rows).fill(NaN) : null;
    this.fence = outlierFence(statistics);
    const isUnchanged = statistics.decoder.rewritten === 0 && column.aliases.length === 0;
    const isUnfilled = column.fill.value === null || statistics.missing === 0;
    this.isCopied = isLevels && isUnchanged && isUnfilled && rows === null && !isOnly;
    this.blank = this.render('');
    const rewriting = column.kind === 'datetime' ? 'datetime-format' : 'number-format';
    this.isRewriting = !context.unwanted.has(rewriting);
    this.plainChange = changeKind(column.name, rewriting);
  }

  /** Writes cell `i` of the view, row `index` of the clean table and `row` of the file. */
  write(out: RowWriter, view: RecordView, i: number, index: number, row: number): void {
    if (this.isCopied) return out.raw(view, i);
    const { decoder } = this;
    decoder.decode(view, i);
    if (decoder.state === VALUE) this.observe(decoder.value, index, row);
    if (decoder.isVerbatim) {
      if (decoder.state === VALUE) out.verbatim(view.bytes, view.starts[i]!, view.ends[i]!);
      else out.raw(view, i);
      if (this.codes) this.codes[index] = this.levelCode(decoder.level);
      return;
    }
    if (decoder.isPlain && this.isRewriting) return this.rewrite(out, view, i, row);
    const cell = this.lookup(view, i);
    if (this.codes) this.codes[index] = cell.levelCode;
    if (cell.change === null && !this.context.isOnly) return out.raw(view, i);
    out.bytes(cell.bytes, cell.bytes.length);
    if (cell.change !== null) this.log(row, cell, cell.change);
  }

  table(): TableColumn {
    const { name, kind } = this.column;
    return kind === 'category' || kind === 'text'
      ? { name, kind, codes: this.codes ?? new Int32Array(), levels: [...this.levelCodes.keys()] }
      : { name, kind, values: this.values ?? new Float64Array() };
  }

  private observe(value: number, index: number, row: number): void {
    if (this.values) this.values[index] = value;
    this.histogram?.add(value);
    const { fence } = this;
    if (fence === null || (value >= fence.low && value <= fence.high)) return;
    this.context.log.add('outlier', 'noted', this.column.name, { row, from: String(value), to: null });
  }

  /** A value that was read from its bytes and is spelled otherwise in the clean table. */
  private rewrite(out: RowWriter, view: RecordView, i: number, row: number): void {
    const { decoder, plainChange, plainText } = this;
    const { value, dialect } = decoder;
    const length = this.column.kind === 'datetime' ? writeDatetime(plainText, value) : writeNumber(plainText, value);
    out.bytes(plainText, length);
    this.changed++;
    const finding = (this.plainFinding ??= this.context.log.finding(plainChange.code, 'repaired', this.column.name));
    finding.count++;
    if (finding.wantsExamples) {
      finding.example({ row, from: view.text(i, dialect), to: plainText.toString('latin1', 0, length) });
    }
    this.context.changes.addRewritten(row, plainChange, view, i, dialect, plainText, length);
  }

  private log(row: number, cell: Rendered, change: Change): void {
    this.changed++;
    const finding = (cell.finding ??= this.context.log.finding(change.code, cell.action, this.column.name));
    finding.count++;
    if (finding.wantsExamples) finding.example({ row, from: change.from, to: change.to });
    this.context.changes.add(row, change);
  }

  private lookup(view: RecordView, i: number): Rendered {
    const { id } = this.decoder;
    if (id >= 0) return (this.rendered[id] ??= this.render(this.decoder.spellings.text(id)));
    const from = view.text(i, this.decoder.dialect);
    return from === '' ? this.blank : this.render(from);
  }

  private render(from: string): Rendered {
    const { state, value } = this.decoder;
    const { name } = this.column;
    const level = state === LEVEL ? this.decoder.level : '';
    const wanted = cleanCell(this.column, from === '' ? MISSING : state, value, level, from);
    const isWanted = wanted.code === null || !this.context.unwanted.has(wanted.code);
    const { text, code } = isWanted ? wanted : { text: from, code: null };
    const filled = (code === 'missing-value' || state === ERROR) && text !== '';
    return {
      bytes: Buffer.from(this.context.isOnly && text === '' ? '""' : csvCell(text)),
      levelCode: from !== '' && state === LEVEL && this.codes ? this.levelCode(level) : -1,
      change: code === null ? null : changeOf(name, code, from, text),
      action: filled ? 'filled' : 'repaired',
      finding: null,
    };
  }

  private levelCode(level: string): number {
    const known = this.levelCodes.get(level);
    if (known !== undefined) return known;
    this.levelCodes.set(level, this.levelCodes.size);
    return this.levelCodes.size - 1;
  }
}
