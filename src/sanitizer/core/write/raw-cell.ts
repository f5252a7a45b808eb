import { type Dialect } from '../tokenize/dialect.js';
import { ESCAPED, type RecordView } from '../tokenize/record.js';
import { type ByteWriter, csvCell } from './byte-writer.js';

const QUOTE = 34;
/** bytes that need quotation marks around the cell; white space only at its ends */
const [PLAIN, INSIDE, OUTSIDE] = [0, 1, 2];
const NEEDS = new Uint8Array(256);
for (const char of ',"\r\n') NEEDS[char.charCodeAt(0)] = INSIDE;
for (const char of ' \t\u000b\u000c') NEEDS[char.charCodeAt(0)] = OUTSIDE;

/** Writes a cell as it stands, by RFC 4180: copies bytes, and makes a string only of what must be written otherwise. */
export function writeRawCell(out: ByteWriter, view: RecordView, i: number, dialect: Dialect): void {
  if (i >= view.count) return;
  const { bytes } = view;
  const from = view.starts[i]!;
  const to = view.ends[i]!;
  if (from === to) return;
  if ((view.flags[i]! & ESCAPED) !== 0) {
    if (dialect.quote === '"' && dialect.escape === '') out.quoted(bytes, from, to);
    else out.text(csvCell(view.text(i, dialect)));
    return;
  }
  let isPlain = NEEDS[bytes[from]!] === PLAIN && NEEDS[bytes[to - 1]!] === PLAIN;
  let hasQuote = false;
  for (let at = from; at < to; at++) {
    if (NEEDS[bytes[at]!] !== INSIDE) continue;
    isPlain = false;
    if (bytes[at] === QUOTE) hasQuote = true;
  }
  if (isPlain) out.bytes(bytes, from, to);
  else if (hasQuote) out.text(csvCell(view.text(i, dialect)));
  else out.quoted(bytes, from, to);
}
