import { type TableLimits } from '../../../contracts/job.js';
import { detectDialect } from '../dialect/detect.js';
import { SanitizeError } from '../errors.js';
import { learnColumns } from '../repair/column-model.js';
import { type ByteSource } from '../source.js';
import { columnClasses } from '../structure/column-kinds.js';
import { columnNames } from '../structure/column-names.js';
import { findTable, type TableStructure } from '../structure/find-table.js';
import { readHeadRecords } from '../structure/head-records.js';
import { DelimitedSource } from './delimited-source.js';
import { isJsonLines, JsonLinesSource } from './json-lines.js';
import { type RecordSource } from './record-source.js';
import { openText, type TextSource } from './text-source.js';

export interface OpenedTable {
  readonly source: RecordSource;
  readonly layout: 'delimited' | 'json-lines';
  readonly text: TextSource;
  /** names as they stand in the file, '' where there is none; null: the file has no header */
  readonly labels: readonly string[] | null;
  readonly headerRows: number;
  readonly repairedHeader: boolean;
  readonly preamble: readonly string[];
  /** well-formed rows of the head */
  readonly sample: readonly (readonly string[])[];
}

/** rows that the columns' models are learned from */
const MODEL_ROWS = 500;

/** Looks at the head of the input and decides how to read all of it. Throws SanitizeError: `empty_table`, `not_a_table`, … */
export async function openTable(bytes: ByteSource, limits: TableLimits): Promise<OpenedTable> {
  const text = await openText(bytes);
  if (isJsonLines(text)) return openJsonLines(text, limits);
  const dialect = detectDialect(text.head, text.isWhole);
  const records = readHeadRecords(text.head, dialect, limits, text.isWhole);
  if (records.length === 0) throw new SanitizeError('empty_table', 'the file holds no records');
  const table = findTable(records, dialect, text.head.length);
  assertColumns(table.width, limits);
  const sample = wellFormed(table);
  const labels = table.labels;
  const plan = {
    dialect,
    names: columnNames(labels ?? Array.from({ length: table.width }, () => '')),
    labels,
    offset: table.offset,
    line: table.line,
    models: learnColumns(sample.slice(0, MODEL_ROWS), table.width),
    classes: columnClasses(sample.slice(0, MODEL_ROWS), table.width),
    firstRow: sample[0] ?? null,
  };
  return {
    source: new DelimitedSource(text, plan, limits),
    layout: 'delimited',
    text,
    labels,
    headerRows: table.headerRows,
    repairedHeader: table.repairedHeader,
    preamble: table.preamble,
    sample,
  };
}

function openJsonLines(text: TextSource, limits: TableLimits): OpenedTable {
  const source = new JsonLinesSource(text, limits);
  assertColumns(source.names.length, limits);
  return {
    source,
    layout: 'json-lines',
    text,
    labels: source.names,
    headerRows: 0,
    repairedHeader: false,
    preamble: [],
    sample: source.sample,
  };
}

function wellFormed({ body, width }: TableStructure): (readonly string[])[] {
  return body.filter(({ cells, odd }) => cells.length === width && !odd).map(({ cells }) => cells);
}

function assertColumns(width: number, { max_columns }: TableLimits): void {
  if (width <= max_columns) return;
  throw new SanitizeError('too_many_columns', `the table has ${width} columns; at most ${max_columns} are allowed`);
}
