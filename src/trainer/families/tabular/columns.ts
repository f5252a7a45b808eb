import { DataError, type Features } from '../../../algorithms/contract.js';
import { featuresOf, selectRows } from '../../../algorithms/tabular/index.js';
import { type ColumnMapping, type ColumnRole } from '../../../contracts/model-types.js';
import { type Table, type TableColumn } from '../../../contracts/table.js';

/** Throws DataError where no column of the table has the role. */
export function columnOf(table: Table, roles: ColumnMapping, role: ColumnRole): TableColumn {
  const column = findColumn(table, roles, role);
  if (!column) throw new DataError('missing_column', `No column has the role ${role}.`);
  return column;
}

export function findColumn(table: Table, roles: ColumnMapping, role: ColumnRole): TableColumn | undefined {
  const name = roles.find((mapping) => mapping.role === role)?.column;
  return name === undefined ? undefined : table.columns.find((column) => column.name === name);
}

/** Every column of a table that a recipe was applied to, but those of another role than `feature`. */
export function tableFeatures(table: Table, roles: ColumnMapping): Features {
  const others = new Set(roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  return featuresOf(table.columns, table.sourceRows.length, others);
}

export const featuresAt = (table: Table, roles: ColumnMapping, rows: Uint32Array): Features =>
  selectRows(tableFeatures(table, roles), rows);

export const isMissing = (column: TableColumn, row: number): boolean =>
  'codes' in column ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
