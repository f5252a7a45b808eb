import { DataError } from '../../../algorithms/contract.js';
import { type TableColumn } from '../../../contracts/table.js';

const MOST_CLASSES = 200;

/**
 * Class of each listed row and the names of all classes among `known` rows, in order: numbers by size, false before true,
 * texts by UTF-16 code units. For two classes metrics and scores speak of the second one.
 */
export function labelsOf(target: TableColumn, known: Uint32Array, rows: Uint32Array) {
  const cells = 'codes' in target ? target.codes : target.values;
  const keys = distinctCells(cells, known);
  const nameOf = (key: number) =>
    'codes' in target ? target.levels[key]! : target.kind === 'boolean' ? String(key === 1) : String(key);
  if (keys.length > MOST_CLASSES) throw tooManyClasses(target);
  keys.sort('codes' in target ? (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1) : (a, b) => a - b);
  const indexOf = new Map(keys.map((key, index) => [key, index]));
  return { labels: Int32Array.from(rows, (row) => indexOf.get(cells[row]!)!), classes: keys.map(nameOf) };
}

/** In order of first appearance; no more than tell that there are too many: a set has an end at 2^24 members. */
function distinctCells(cells: Int32Array | Float64Array, rows: Uint32Array): number[] {
  const distinct = new Set<number>();
  for (const row of rows) if (distinct.size <= MOST_CLASSES) distinct.add(cells[row]!);
  return [...distinct];
}

const tooManyClasses = ({ name }: TableColumn) =>
  new DataError(
    'too_many_classes',
    `The target ${JSON.stringify(name)} has more than ${MOST_CLASSES} values; at most so many classes are possible.`,
    'For a quantity choose regression.',
  );
