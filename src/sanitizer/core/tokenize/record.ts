import { type IssueCode } from '../../../contracts/report.js';
import { type Dialect } from './dialect.js';

/** the cell stood in quotation marks */
export const QUOTED = 1;
/** the cell holds doubled or escaped quotation marks that stand for one */
export const ESCAPED = 2;

/**
 * One record as slices of a buffer, reused from record to record: cell `i` is `bytes[starts[i] .. ends[i])`, without its
 * quotation marks. Valid only until the next record.
 */
export class RecordView {
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  flags = new Uint8Array(64);
  /** physical line of the file on which the record starts; the first is 1 */
  line = 0;
  /** byte offset of the record in the decoded text */
  offset = 0;
  /** slice of the whole record, without its line end */
  from = 0;
  to = 0;
  /** how the record was repaired, null as it came */
  repair: IssueCode | null = null;

  grow(): void {
    const size = this.starts.length * 2;
    this.starts = extend(this.starts, new Int32Array(size));
    this.ends = extend(this.ends, new Int32Array(size));
    this.flags = extend(this.flags, new Uint8Array(size));
  }

  /** The cell as text; '' beyond the last cell. */
  text(i: number, { quote, escape }: Dialect): string {
    if (i >= this.count) return '';
    const raw = this.bytes.toString('utf8', this.starts[i], this.ends[i]);
    return (this.flags[i]! & ESCAPED) === 0 ? raw : unescape(raw, quote, escape);
  }

  /** The whole record as it stands in the file. */
  raw(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }
}

/** Doubled quotation marks and marks behind the escape character become one mark; other escapes stay as they stand. */
export function unescape(raw: string, quote: string, escape: string): string {
  if (quote === '') return raw;
  const single = raw.replaceAll(quote + quote, quote);
  return escape === '' ? single : single.replaceAll(escape + quote, quote);
}

function extend<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
