import { type TableLimits } from '../../../contracts/job.js';
import { SanitizeError } from '../errors.js';
import { type ByteSource } from '../source.js';
import { type Dialect, RFC4180 } from '../tokenize/dialect.js';
import { DelimitedSource } from './delimited-source.js';
import { readRecords } from './read-records.js';
import { type RecordSource } from './record-source.js';
import { openText, type TextSource } from './text-source.js';

export interface OpenedTable {
  readonly source: RecordSource;
  readonly text: TextSource;
  readonly originalNames: readonly string[];
  /** the name stood in the file */
  readonly isNamed: readonly boolean[];
  readonly headerRows: number;
  readonly preamble: readonly string[];
  readonly sample: readonly (readonly string[])[];
}

export async function openTable(bytes: ByteSource, limits: TableLimits): Promise<OpenedTable> {
  const text = await openText(bytes);
  const dialect = guessDialect(text.head);
  const records = readRecords(text.head, dialect, limits, text.isWhole, 2000);
  const [header] = records;
  if (!header) throw new SanitizeError('empty_table', 'the file is empty');
  const lineEnd = text.head.indexOf(10);
  const names = header.map((name, i) => name.trim() || `column_${i + 1}`);
  const offset = lineEnd < 0 ? text.head.length : lineEnd + 1;
  return {
    source: new DelimitedSource(text, dialect, names, offset, 2, limits),
    text,
    originalNames: header,
    isNamed: header.map((name) => name.trim() !== ''),
    headerRows: 1,
    preamble: [],
    sample: records.slice(1),
  };
}

function guessDialect(head: Buffer): Dialect {
  const line = head.toString('latin1', 0, head.indexOf(10) < 0 ? head.length : head.indexOf(10));
  const counts = [',', ';', '\t', '|'].map((delimiter) => line.split(delimiter).length);
  const delimiter = [',', ';', '\t', '|'][counts.indexOf(Math.max(...counts))]!;
  return { ...RFC4180, delimiter };
}
