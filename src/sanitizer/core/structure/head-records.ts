import { type TableLimits } from '../../../contracts/job.js';
import { type Dialect } from '../tokenize/dialect.js';
import { Tokenizer } from '../tokenize/tokenizer.js';
import { readTokens } from '../repair/tokens.js';
import { physicalLineEnd } from '../repair/physical-line.js';

export interface HeadRecord {
  readonly cells: readonly string[];
  /** as it stands in the file */
  readonly raw: string;
  /** byte offset of its first byte, and of the record after it */
  readonly offset: number;
  readonly next: number;
  readonly line: number;
  /** quotation marks did not pair */
  readonly odd: boolean;
}

/** The records of the head, read by the plain grammar or, where that fails, line by line; an incomplete last one is left out. */
export function readHeadRecords(head: Buffer, dialect: Dialect, limits: TableLimits, isWhole: boolean): HeadRecord[] {
  const records: HeadRecord[] = [];
  const tokenizer = new Tokenizer({
    dialect,
    width: 0,
    limits,
    onRecord: (view) => {
      const cells = Array.from({ length: view.count }, (_, i) => view.text(i, dialect));
      records.push(record(cells, view.raw(), view.from, view.line, false));
    },
    onAbnormal: (view, { from, length, final }) => {
      const line = physicalLineEnd(view.bytes, from, length, dialect.lineEnd);
      if (line.isCut && !final) return -1;
      const raw = view.bytes.toString('utf8', from, line.end);
      const reading = { ...dialect, literal: -1, isUndoubled: false, opensInside: false };
      const cells = readTokens(raw, reading).map(({ text }) => text);
      records.push(record(cells, raw, from, view.line, true));
      return line.next;
    },
  });
  tokenizer.push(head);
  if (isWhole) tokenizer.end();
  return records.map((entry, i) => ({ ...entry, next: records[i + 1]?.offset ?? head.length }));
}

const record = (cells: string[], raw: string, offset: number, line: number, odd: boolean): HeadRecord => ({
  cells,
  raw,
  offset,
  next: offset,
  line,
  odd,
});
