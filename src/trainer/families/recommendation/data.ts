import { DataError, type RatingData } from '../../../algorithms/contract.js';
import { type ColumnMapping, type ColumnRole } from '../../../contracts/model-types.js';
import { type Table, type TableColumn } from '../../../contracts/table.js';
import { applyRecipe } from '../../../sanitizer/recipe/index.js';
import { type RowSource } from '../../family.js';

/** Ratings by index, with the ids behind the indices, each in order of first appearance in the rows. */
export interface Interactions {
  readonly data: RatingData;
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** of each rating, null without a timestamp column; NaN is missing */
  readonly times: Float64Array | null;
}

export function prepareInteractions({ table, roles, recipe, rows }: RowSource): Interactions {
  const ready = applyRecipe(recipe, table);
  const users = encodeIds(columnOf(ready, roles, 'user_id'), rows, 'user_id');
  const items = encodeIds(columnOf(ready, roles, 'item_id'), rows, 'item_id');
  const rating = findColumn(ready, roles, 'rating');
  const times = timesOf(table, roles);
  return {
    data: {
      users: users.codes,
      items: items.codes,
      ratings: rating ? readRatings(rating, rows) : null,
      userCount: users.ids.length,
      itemCount: items.ids.length,
    },
    users: users.ids,
    items: items.ids,
    times: times && Float64Array.from(rows, (row) => times[row]!),
  };
}

/** Of all rows of the table, as they came: a filled time would put a row where it does not belong. */
export function timesOf(table: Table, roles: ColumnMapping): Float64Array | null {
  const column = findColumn(table, roles, 'timestamp');
  return column && 'values' in column ? column.values : null;
}

export function findColumn(table: Table, roles: ColumnMapping, role: ColumnRole): TableColumn | undefined {
  const name = roles.find((mapping) => mapping.role === role)?.column;
  return name === undefined ? undefined : table.columns.find((column) => column.name === name);
}

export function columnOf(table: Table, roles: ColumnMapping, role: ColumnRole): TableColumn {
  const column = findColumn(table, roles, role);
  if (!column) throw new DataError('missing_column', `no column has the role ${role}`);
  return column;
}

/** Indices of the ids in `rows`, counted in order of first appearance there. A number as an id is its JavaScript text. */
export function encodeIds(
  column: TableColumn,
  rows: Uint32Array,
  role: string,
): { codes: Int32Array; ids: readonly string[] } {
  const indexOf = new Map<number, number>();
  const codes = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const key = 'codes' in column ? column.codes[row]! : column.values[row]!;
    if ('codes' in column ? key < 0 : Number.isNaN(key))
      throw new DataError('missing_id', `row ${row + 1} of the clean table has no ${role}`);
    let index = indexOf.get(key);
    if (index === undefined) indexOf.set(key, (index = indexOf.size));
    codes[at] = index;
  }
  const ids = [...indexOf.keys()].map((key) => ('codes' in column ? column.levels[key]! : String(key)));
  return { codes, ids };
}

function readRatings(column: TableColumn, rows: Uint32Array): Float64Array {
  if ('codes' in column)
    throw new DataError('rating_not_numeric', `the rating column ${JSON.stringify(column.name)} is not a number`);
  const ratings = Float64Array.from(rows, (row) => column.values[row]!);
  const missing = ratings.findIndex((rating) => !Number.isFinite(rating));
  if (missing >= 0) throw new DataError('rating_missing', `row ${rows[missing]! + 1} of the clean table has no rating`);
  return ratings;
}
