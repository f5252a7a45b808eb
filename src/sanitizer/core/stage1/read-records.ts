import { type TableLimits } from '../../../contracts/job.js';
import { type Dialect } from '../tokenize/dialect.js';
import { Tokenizer } from '../tokenize/tokenizer.js';

/** The records of a text held in memory as strings, read by the plain grammar; an incomplete last record is left out unless `isWhole`. */
export function readRecords(
  head: Uint8Array,
  dialect: Dialect,
  limits: TableLimits,
  isWhole: boolean,
  maxRecords = Infinity,
): string[][] {
  const records: string[][] = [];
  const tokenizer = new Tokenizer({
    dialect,
    width: 0,
    limits,
    onRecord: (view) => {
      if (records.length >= maxRecords) return;
      records.push(Array.from({ length: view.count }, (_, i) => view.text(i, dialect)));
    },
    onAbnormal: (view, from, length) => {
      const end = view.bytes.indexOf(10, from);
      const stop = end < 0 || end >= length ? length : end;
      const line = view.bytes.toString('utf8', from, stop).replace(/\r$/, '');
      records.push(line.split(dialect.delimiter));
      return Math.min(length, stop + 1);
    },
  });
  tokenizer.push(head);
  if (isWhole) tokenizer.end();
  return records;
}
