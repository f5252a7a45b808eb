import { type ModelType } from '../contracts/model-types.js';
import { type Table } from '../contracts/table.js';
import { type Sanitized } from '../sanitizer/core/index.js';
import { learnRecipe } from '../sanitizer/recipe/index.js';
import { type RowSource } from './family.js';
import { sha256 } from './node-port.js';

/** All rows of the table but those excluded (ascending). */
export function rowsExcept(table: Table, excluded: Uint32Array): Uint32Array {
  const rows = new Uint32Array(table.sourceRows.length - excluded.length);
  let [at, next] = [0, 0];
  for (let row = 0; row < table.sourceRows.length; row++) {
    if (excluded[next] === row) next++;
    else rows[at++] = row;
  }
  return rows;
}

/** The rows that a model is fitted to, with the recipe that is learned on them alone. */
export function sourceOf({ table, roles, recipe }: Sanitized, modelType: ModelType, rows: Uint32Array): RowSource {
  return { table, roles, rows, recipe: learnRecipe(table, rows, { modelType, roles, reading: recipe }) };
}

/** SHA-256 over row indices as u32 little-endian, see TrainResult.split. */
export function digestOfRows(rows: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(rows.length * 4));
  rows.forEach((row, i) => bytes.setUint32(i * 4, row, true));
  return sha256(new Uint8Array(bytes.buffer));
}
