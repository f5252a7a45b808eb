import { cellType } from '../dialect/cell-type.js';
import { columnClasses, headerVotes } from './column-kinds.js';

const MAX_HEADER_ROWS = 4;
const BODY_ROWS = 200;

/** How many of the first rows name the columns: 0 if none does. `rows` have `width` cells each, the first may be a header. */
export function countHeaderRows(rows: readonly (readonly string[])[], width: number): number {
  const [first] = rows;
  if (!first) return 0;
  if (rows.length === 1) return looksLikeNames(first, []) ? 1 : 0;
  // The rows that may be header must not vote on what the body is, unless there is nothing else.
  const body = rows.slice(Math.min(MAX_HEADER_ROWS, Math.max(1, rows.length - 3)), BODY_ROWS);
  const classes = columnClasses(body, width);
  const votes = headerVotes(first, classes);
  if (votes.typed === 0 || votes.for === votes.against) return looksLikeNames(first, rows.slice(1)) ? 1 : 0;
  if (votes.for < votes.against) return 0;
  let count = 1;
  while (count < MAX_HEADER_ROWS && count < rows.length - 1) {
    const next = headerVotes(rows[count]!, classes);
    if (next.typed < 2 || next.against > 0 || next.for < 0.6 * next.typed) break;
    count++;
  }
  return count;
}

/** Names are there, differ, are no values of a type, and do not come again below. */
function looksLikeNames(row: readonly string[], below: readonly (readonly string[])[]): boolean {
  const names = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (names.length < 0.5 * row.length || new Set(names).size < 0.8 * names.length) return false;
  if (names.some((name) => !/^(word|text|code|prose)$/.test(cellType(name)))) return false;
  const repeated = row.filter((cell, j) => cell !== '' && below.some((other) => other[j] === cell)).length;
  return repeated * 2 < names.length || below.length < 3;
}
