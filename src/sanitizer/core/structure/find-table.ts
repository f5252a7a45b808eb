import { type Dialect } from '../tokenize/dialect.js';
import { readTokens } from '../repair/tokens.js';
import { countHeaderRows } from './find-header.js';
import { type HeadRecord } from './head-records.js';

export interface TableStructure {
  readonly width: number;
  /** names as they stand, several header rows joined by a blank; null: there is no header */
  readonly labels: readonly string[] | null;
  readonly headerRows: number;
  readonly preamble: readonly string[];
  /** first byte and first line of the body */
  readonly offset: number;
  readonly line: number;
  /** records of the head that belong to the body */
  readonly body: readonly HeadRecord[];
  /** the file writes its header by another delimiter, or with stray quotation marks */
  readonly repairedHeader: boolean;
}

const MAX_PREAMBLE = 60;
/** share of the commonest width that an earlier block of another width must reach to be the table */
const RIVAL = 0.5;

/** Where in the head the table is. There is at least one record. */
export function findTable(records: readonly HeadRecord[], dialect: Dialect, headLength: number): TableStructure {
  const width = tableWidth(records);
  const start = firstRow(records, width, dialect);
  const first = fitHeader(records[start]!, width, dialect);
  // Only rows that come in the table's width can be further header rows, or tell what the body is.
  const following = records.slice(start + 1);
  const broken = following.findIndex(({ cells }) => cells.length !== width);
  const rows = [first, ...following.filter(({ cells }) => cells.length === width).map(({ cells }) => cells)];
  const headerRows = Math.min(countHeaderRows(rows, width), broken < 0 ? Infinity : broken + 1);
  const header = rows.slice(0, headerRows);
  const body = records.slice(start + headerRows);
  const labels = headerRows === 0 ? null : joinLabels(header, width);
  return {
    width,
    labels,
    headerRows,
    preamble: records.slice(0, start).map(({ raw }) => raw),
    offset: body[0]?.offset ?? headLength,
    line: body[0]?.line ?? (records.at(-1)?.line ?? 0) + 1,
    body,
    repairedHeader: header.some((row, i) => row.join('\n') !== records[start + i]!.cells.join('\n')),
  };
}

function tableWidth(records: readonly HeadRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const wide = [...counts].filter(([width]) => width > 1);
  const list = wide.length > 0 && (counts.get(1) ?? 0) <= records.length / 2 ? wide : [...counts];
  const most = Math.max(...list.map(([, count]) => count));
  // Insertion order is order of appearance: the first block that is about as large as the largest one.
  const mode = list.find(([, count]) => count >= Math.max(RIVAL * most, Math.min(2, most)))![0];
  const header = records[0]!.cells;
  const isRagged = counts.get(mode)! < 0.6 * records.length;
  if (!isRagged || nonEmpty(header) < header.length) return mode;
  // Where rows are ragged, a full first row that is the widest, or as wide as many, says how wide the table is.
  const widest = Math.max(...records.map(({ cells }) => cells.length));
  return header.length === widest || counts.get(header.length)! >= 0.2 * most + 1 ? header.length : mode;
}

/** Index of the first record that can be header or body: enough of its cells are filled. */
function firstRow(records: readonly HeadRecord[], width: number, dialect: Dialect): number {
  const limit = Math.min(records.length, MAX_PREAMBLE);
  for (let i = 0; i < limit; i++) {
    const filled = Math.max(nonEmpty(records[i]!.cells), nonEmpty(fitHeader(records[i]!, width, dialect)));
    if (width === 1 || filled > Math.max(1, 0.5 * width) || (width === 2 && filled === 2)) return i;
  }
  return 0;
}

const nonEmpty = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length;

/** The cells of a record as a header of this width: by another convention where the plain reading does not give it. */
function fitHeader(record: HeadRecord, width: number, dialect: Dialect): readonly string[] {
  if (record.cells.length === width) return record.cells;
  const reading = { ...dialect, literal: -1, isUndoubled: false, opensInside: false };
  const alternatives = [
    ...[0, 1, 2, 3, Infinity].map((literal) => ({ ...reading, literal })),
    { ...reading, opensInside: true },
    ...[' ', ';', '\t', '|', ','].map((delimiter) => ({ ...reading, delimiter, spaceAfterDelimiter: false })),
  ];
  for (const alternative of alternatives) {
    const cells = readTokens(record.raw, alternative).map(({ text }) => text);
    if (cells.length === width) return cells;
  }
  // One name too few is how R and others write a first column of row names.
  if (record.cells.length === width - 1) return ['', ...record.cells];
  return dropEmpty(record.cells, width);
}

/** Takes empty cells out, the first ones first, while there are too many cells. */
function dropEmpty(cells: readonly string[], width: number): readonly string[] {
  let surplus = cells.length - width;
  return surplus <= 0 ? cells : cells.filter((cell) => cell !== '' || surplus-- <= 0);
}

function joinLabels(header: readonly (readonly string[])[], width: number): string[] {
  if (header.length === 1) return Array.from({ length: width }, (_, j) => header[0]![j] ?? '');
  return Array.from({ length: width }, (_, j) =>
    header
      .map((row) => (row[j] ?? '').trim())
      .filter((part) => part !== '')
      .join(' '),
  );
}
