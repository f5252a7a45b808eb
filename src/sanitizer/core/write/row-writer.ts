import { type Dialect } from '../tokenize/dialect.js';
import { ESCAPED, type RecordView } from '../tokenize/record.js';
import { type ByteWriter, csvCell } from './byte-writer.js';

const COMMA = 44;
const QUOTE = 34;
/** bytes that need quotation marks around the cell; white space only at its ends */
const [PLAIN, INSIDE, OUTSIDE] = [0, 1, 2];
const NEEDS = new Uint8Array(256);
for (const char of ',"\r\n') NEEDS[char.charCodeAt(0)] = INSIDE;
for (const char of ' \t\u000b\u000c') NEEDS[char.charCodeAt(0)] = OUTSIDE;

/**
 * Writes rows of CSV by RFC 4180, cell by cell from left to right. Neighbours that stand in the source as they are
 * written, comma included, are copied together: a row without changes is one copy.
 */
export class RowWriter {
  private source: Uint8Array = new Uint8Array();
  /** bytes of the source that are still to be copied */
  private from = 0;
  private to = 0;
  private isPending = false;
  private isFirst = true;

  constructor(
    private readonly out: ByteWriter,
    private readonly dialect: Dialect,
  ) {}

  /** A cell that needs no quotation marks, as it stands in the source. */
  verbatim(source: Uint8Array, from: number, to: number): void {
    if (this.isPending && from === this.to + 1 && source === this.source && source[this.to] === COMMA) {
      this.to = to;
      return;
    }
    this.separate();
    this.source = source;
    this.from = from;
    this.to = to;
    this.isPending = true;
  }

  /** Cell `i` of the view as it stands, in quotation marks if it needs them; nothing beyond the last cell. */
  raw(view: RecordView, i: number): void {
    if (i >= view.count) return this.separate();
    const { bytes } = view;
    const from = view.starts[i]!;
    const to = view.ends[i]!;
    if ((view.flags[i]! & ESCAPED) !== 0) return this.escaped(view, i, from, to);
    let isPlain = from === to || (NEEDS[bytes[from]!] === PLAIN && NEEDS[bytes[to - 1]!] === PLAIN);
    let hasQuote = false;
    for (let at = from; at < to; at++) {
      if (NEEDS[bytes[at]!] !== INSIDE) continue;
      isPlain = false;
      if (bytes[at] === QUOTE) hasQuote = true;
    }
    if (isPlain) this.verbatim(bytes, from, to);
    else if (hasQuote) this.text(csvCell(view.text(i, this.dialect)));
    else this.quoted(bytes, from, to);
  }

  /** A cell that is written otherwise than it stands: its CSV. */
  text(csv: string): void {
    this.separate();
    this.out.text(csv);
  }

  /** As `text`, the first `length` bytes. */
  bytes(csv: Uint8Array, length: number): void {
    this.separate();
    this.out.bytes(csv, 0, length);
  }

  /** The row is whole; its source may go. */
  end(): void {
    this.flush();
    this.out.newline();
    this.isFirst = true;
  }

  private escaped(view: RecordView, i: number, from: number, to: number): void {
    const { quote, escape } = this.dialect;
    if (quote === '"' && escape === '') this.quoted(view.bytes, from, to);
    else this.text(csvCell(view.text(i, this.dialect)));
  }

  private quoted(bytes: Uint8Array, from: number, to: number): void {
    if (bytes[from - 1] === QUOTE && bytes[to] === QUOTE) return this.verbatim(bytes, from - 1, to + 1);
    this.separate();
    this.out.quoted(bytes, from, to);
  }

  private separate(): void {
    this.flush();
    if (this.isFirst) this.isFirst = false;
    else this.out.comma();
  }

  private flush(): void {
    if (!this.isPending) return;
    this.out.bytes(this.source, this.from, this.to);
    this.isPending = false;
  }
}
