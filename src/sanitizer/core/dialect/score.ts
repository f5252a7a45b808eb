import { type CellType, cellType } from './cell-type.js';
import { type SplitRow } from './split.js';

/** How much a cell of a type speaks for the dialect that produced it: structured values do, rests of other dialects do not. */
const WORTH: Readonly<Record<CellType, number>> = {
  empty: 0.55,
  integer: 1,
  decimal: 1,
  money: 1,
  date: 1,
  time: 1,
  datetime: 1,
  url: 1,
  email: 1,
  code: 0.9,
  word: 0.85,
  text: 0.7,
  prose: 0.5,
  other: 0.1,
};

/** The first row is a header more often than a preamble. */
const FALSE_START = 0.85;

export interface Score {
  readonly score: number;
  /** share of the rows that have the commonest number of cells */
  readonly agreement: number;
  readonly rows: number;
}

/**
 * Table uniformity × type score, in the spirit of García (Data Science 2024) and of van den Burg et al. (2019): rows should
 * agree in their number of cells, columns in the type of their cells, and cells should look like values.
 */
export function scoreRows(rows: readonly SplitRow[], types: Map<string, CellType>): Score {
  if (rows.length === 0) return { score: 0, agreement: 0, rows: 0 };
  const widths = new Map<number, number>();
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  const [width, agreeing] = [...widths].reduce((a, b) =>
    b[1] * (gain(b[0]) + 0.2) > a[1] * (gain(a[0]) + 0.2) ? b : a,
  );
  const agreement = agreeing / rows.length;
  const wellQuoted = 1 - rows.filter(({ odd }) => odd).length / rows.length;
  const normal = rows.filter(({ cells }) => cells.length === width);
  const changes = rows.slice(1).filter(({ cells }, i) => cells.length !== rows[i]!.cells.length).length;
  const steadiness = 1 - changes / Math.max(1, rows.length - 1);
  const startsWell = rows[0]!.cells.length === width ? 1 : FALSE_START;
  const uniformity = agreement * (0.5 + 0.5 * steadiness) * wellQuoted * startsWell;
  return { score: uniformity * gain(width) * typeScore(normal, width, types), agreement, rows: rows.length };
}

/** One column is no evidence for a delimiter; each further one adds less. */
const gain = (width: number): number => (width - 1 + 0.1) / (width + 0.1);

function typeScore(rows: readonly SplitRow[], width: number, types: Map<string, CellType>): number {
  let sum = 0;
  for (let column = 0; column < width; column++) {
    const counts = new Map<CellType, number>();
    let worth = 0;
    for (const { cells } of rows) {
      const type = typeOf(cells[column]!, types);
      counts.set(type, (counts.get(type) ?? 0) + 1);
      worth += WORTH[type];
    }
    const commonest = Math.max(...counts.values());
    sum += (worth / rows.length) * (0.7 + 0.3 * (commonest / rows.length));
  }
  return sum / width;
}

function typeOf(cell: string, types: Map<string, CellType>): CellType {
  let type = types.get(cell);
  if (type === undefined) types.set(cell, (type = cellType(cell)));
  return type;
}
