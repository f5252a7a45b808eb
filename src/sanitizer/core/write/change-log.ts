import { type IssueCode, type QualityReport } from '../../../contracts/report.js';
import { clipText } from '../report/issue-log.js';
import { type RecordView } from '../tokenize/record.js';
import { type Dialect } from '../tokenize/dialect.js';
import { ByteWriter } from './byte-writer.js';

const MAX_LISTED = 200;
const QUOTE = 34;
const BACKSLASH = 92;
const START = Buffer.from('{"row":');
const TO = Buffer.from(',"to":');
const END = Buffer.from('}\n');
const TO_NULL = Buffer.from(',"to":null}\n');

/** A change of cells of one column, but for the row; made once for each spelling. */
export interface Change {
  readonly column: string;
  readonly code: IssueCode;
  readonly from: string;
  readonly to: string | null;
  /** the line of the log from behind the row number on */
  readonly line: Buffer;
}

export function changeOf(column: string, code: IssueCode, from: string, to: string | null): Change {
  const rest = JSON.stringify({ column, code, from, to }).slice(1);
  return { column, code, from, to, line: Buffer.from(`,${rest}\n`) };
}

/** A change of many different cells of one column. */
export interface ChangeKind {
  readonly column: string;
  readonly code: IssueCode;
  /** the line of the log between the row number and the cell */
  readonly line: Buffer;
}

export function changeKind(column: string, code: IssueCode): ChangeKind {
  const line = Buffer.from(`,"column":${JSON.stringify(column)},"code":"${code}","from":`);
  return { column, code, line };
}

/** NDJSON of the changed cells, `{row, column, code, from, to}`; the first ones are kept for the report. */
export class ChangeLog {
  readonly listed: QualityReport['changes'] = [];
  readonly out = new ByteWriter();

  add(row: number, { column, code, from, to, line }: Change): void {
    this.start(row);
    this.out.bytes(line, 0, line.length);
    if (this.listed.length >= MAX_LISTED) return;
    this.listed.push({ row, column, code, from: clipText(from), to: to === null ? null : clipText(to) });
  }

  /** Cell `i` of the view, which is left out of the clean table. */
  addDropped(row: number, kind: ChangeKind, view: RecordView, i: number, dialect: Dialect): void {
    this.cell(row, kind, view, i, dialect);
    this.out.bytes(TO_NULL, 0, TO_NULL.length);
    this.list(row, kind, view, i, dialect, null);
  }

  /** Cell `i` of the view, written as the first `length` bytes of `text`, which need no escapes. */
  addRewritten(
    row: number,
    kind: ChangeKind,
    view: RecordView,
    i: number,
    dialect: Dialect,
    text: Buffer,
    length: number,
  ): void {
    this.cell(row, kind, view, i, dialect);
    this.out.bytes(TO, 0, TO.length);
    this.out.quoted(text, 0, length);
    this.out.bytes(END, 0, END.length);
    if (this.listed.length < MAX_LISTED) this.list(row, kind, view, i, dialect, text.toString('latin1', 0, length));
  }

  private cell(row: number, { line }: ChangeKind, view: RecordView, i: number, dialect: Dialect): void {
    this.start(row);
    this.out.bytes(line, 0, line.length);
    const from = view.starts[i]!;
    const to = view.ends[i]!;
    if (isJsonText(view.bytes, from, to)) this.out.quoted(view.bytes, from, to);
    else this.out.text(JSON.stringify(view.text(i, dialect)));
  }

  private list(
    row: number,
    { column, code }: ChangeKind,
    view: RecordView,
    i: number,
    dialect: Dialect,
    to: string | null,
  ): void {
    if (this.listed.length >= MAX_LISTED) return;
    this.listed.push({ row, column, code, from: clipText(view.text(i, dialect)), to });
  }

  private start(row: number): void {
    this.out.bytes(START, 0, START.length);
    this.out.natural(row);
  }
}

/** Whether a JSON string holds these bytes of UTF-8 as they stand. */
function isJsonText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte < 32 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
