import { DataError } from '../../../algorithms/contract.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table, type TableColumn } from '../../../contracts/table.js';
import { type Split } from '../../family.js';
import { columnOf, findColumn, isMissing } from './columns.js';

export const HELD_OUT = 0.2;
const FEWEST_ROWS = 10;

/** Ascending rows of the table whose target is known: the only ones that can be learned from or measured on. */
export function rowsWithTarget(table: Table, roles: ColumnMapping): Uint32Array {
  const target = columnOf(table, roles, 'target');
  const rows = table.sourceRows.map((_, row) => row).filter((row) => !isMissing(target, row));
  if (rows.length < FEWEST_ROWS)
    throw new DataError(
      'too_few_rows',
      `Only ${rows.length} rows have a target; at least ${FEWEST_ROWS} are needed to fit a model and measure it.`,
    );
  return rows;
}

/** The last fifth in time where the table has a time for each row; null where it has not. Equal times: the later row is later. */
export function splitByTime(table: Table, roles: ColumnMapping, rows: Uint32Array): Split | null {
  const times = findColumn(table, roles, 'timestamp');
  if (!times || !('values' in times) || rows.some((row) => isMissing(times, row))) return null;
  return { kind: 'last 20 % in time', testRows: lastInTime(times, rows) };
}

function lastInTime({ values }: Extract<TableColumn, { values: Float64Array }>, rows: Uint32Array): Uint32Array {
  const order = rows.slice().sort((a, b) => values[a]! - values[b]! || a - b);
  return order.slice(order.length - Math.ceil(HELD_OUT * order.length)).sort();
}
