import { DataError, type Features } from '../../../algorithms/contract.js';
import { featuresOf, selectCells } from '../../../algorithms/tabular/index.js';
import { type ColumnMapping, type ColumnRole } from '../../../contracts/model-types.js';
import { type Table, type TableColumn } from '../../../contracts/table.js';
import { applyRecipe } from '../../../sanitizer/recipe/index.js';
import { type RowSource } from '../../family.js';

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

/**
 * Features of the given rows by the recipe of `source`. Rows are picked before the recipe is applied: it looks at one row at a
 * time, and a table of millions of rows is not to be held filled beside itself.
 */
export function featuresAt({ table, roles, recipe }: Omit<RowSource, 'rows'>, rows: Uint32Array): Features {
  const target = roles.find(({ role }) => role === 'target')?.column;
  const inputs = table.columns.filter(({ name }) => name !== target);
  const isWhole = rows.length === table.sourceRows.length;
  const picked = isWhole ? inputs : inputs.map((column) => pick(column, rows));
  const sourceRows = isWhole ? table.sourceRows : Uint32Array.from(rows, (row) => table.sourceRows[row]!);
  return tableFeatures(applyRecipe(recipe, { columns: picked, sourceRows }), roles);
}

const pick = (column: TableColumn, rows: Uint32Array): TableColumn =>
  'codes' in column
    ? { ...column, codes: selectCells(column.codes, rows) }
    : { ...column, values: selectCells(column.values, rows) };

export const isMissing = (column: TableColumn, row: number): boolean =>
  'codes' in column ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
