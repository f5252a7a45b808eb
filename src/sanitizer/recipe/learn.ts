import { type ColumnMapping, type ModelType } from '../../contracts/model-types.js';
import { type Recipe, type RecipeColumn } from '../../contracts/recipe.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { isFilled, learnFill, NO_FILL } from './fills.js';
import { missingnessInforms } from './informative-missingness.js';
import { allRows } from './table-cells.js';

export interface LearnContext {
  readonly modelType: ModelType | null;
  readonly roles: ColumnMapping;
  /** the recipe that `sanitize` returned: how raw cells are read (formats, null tokens, aliases) is a fact of the file, not of a split */
  readonly reading: Recipe;
}

/** Fills, levels and indicators from `rows` of the table only (indices; null: all rows). */
export function learnRecipe(table: Table, rows: Uint32Array | null, context: LearnContext): Recipe {
  const training = rows ?? allRows(table);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const roles = new Map(context.roles.map(({ role, column }) => [column, role]));
  const targetName = context.roles.find(({ role }) => role === 'target')?.column;
  const target = targetName === undefined ? undefined : columns.get(targetName);
  return {
    ...context.reading,
    model_type: context.modelType,
    columns: context.reading.columns.map((column) => {
      const data = columns.get(column.name);
      if (column.dropped !== null || data === undefined) return column;
      return learnColumn({ ...column, role: roles.get(column.name) ?? column.role }, data, target, training);
    }),
  };
}

function learnColumn(
  column: RecipeColumn,
  data: TableColumn,
  target: TableColumn | undefined,
  rows: Uint32Array,
): RecipeColumn {
  const isFeature = column.role === 'feature';
  return {
    ...column,
    levels: column.levels !== null && 'codes' in data ? seenLevels(data.codes, data.levels, rows) : null,
    fill: isFilled(column) ? learnFill(data, rows) : NO_FILL,
    indicator: isFeature && target !== undefined && column.kind !== 'text' && missingnessInforms(data, target, rows),
  };
}

function seenLevels(codes: Int32Array, levels: readonly string[], rows: Uint32Array): string[] {
  const seen = new Set<number>();
  for (const row of rows) if (codes[row]! >= 0) seen.add(codes[row]!);
  return [...seen].map((code) => levels[code]!);
}
