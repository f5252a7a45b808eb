import { type Table, type TableColumn } from '../../contracts/table.js';

export function isMissing(column: TableColumn, row: number): boolean {
  return 'codes' in column ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

export const allRows = (table: Table): Uint32Array => Uint32Array.from(table.sourceRows, (_, row) => row);
