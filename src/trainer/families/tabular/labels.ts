import { DataError } from '../../../algorithms/contract.js';
import { type TableColumn } from '../../../contracts/table.js';

const MOST_CLASSES = 200;

/**
 * Class of each listed row and the names of all classes among `known` rows, in order: numbers by size, false before true,
 * texts by UTF-16 code units. For two classes metrics and scores speak of the second one.
 */
export function labelsOf(target: TableColumn, known: Uint32Array, rows: Uint32Array) {
  const cells = 'codes' in target ? target.codes : target.values;
  const keys = [...new Set(Array.from(known, (row) => cells[row]!))];
  const nameOf = (key: number) =>
    'codes' in target ? target.levels[key]! : target.kind === 'boolean' ? String(key === 1) : String(key);
  keys.sort('codes' in target ? (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1) : (a, b) => a - b);
  if (keys.length > MOST_CLASSES)
    throw new DataError(
      'too_many_classes',
      `The target ${JSON.stringify(target.name)} has ${keys.length} values; at most ${MOST_CLASSES} classes are possible.`,
      'For a quantity choose regression.',
    );
  const indexOf = new Map(keys.map((key, index) => [key, index]));
  return { labels: Int32Array.from(rows, (row) => indexOf.get(cells[row]!)!), classes: keys.map(nameOf) };
}
