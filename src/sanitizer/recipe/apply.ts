import { indicatorName, type Recipe, type RecipeColumn } from '../../contracts/recipe.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { isMissing } from './table-cells.js';

/**
 * The table as a model reads it: the columns of the recipe that are not dropped, in its order, each filled, with the
 * recipe's own levels (a level it does not know has code −1), each followed by its missing-indicator where it has one.
 * Without a fill (target, keys, the value of a series) a missing cell stays NaN or −1. Columns that the table lacks are
 * all missing, except a target, which is left out: a row to predict has none.
 */
export function applyRecipe(recipe: Recipe, table: Table): Table {
  return recipeApplier(recipe)(table);
}

/** `applyRecipe` for many tables: what they share is made ready once. */
export function recipeApplier(recipe: Recipe): (table: Table) => Table {
  const kept = recipe.columns
    .filter(({ dropped }) => dropped === null)
    .map((column) => ({ column, codeOf: new Map(column.levels?.map((level, code) => [level, code])) }));
  return (table) => {
    const byName = new Map(table.columns.map((column) => [column.name, column]));
    const rows = table.sourceRows.length;
    const columns: TableColumn[] = [];
    for (const { column, codeOf } of kept) {
      const data = byName.get(column.name) ?? (column.role === 'target' ? null : allMissing(column, rows));
      if (data === null) continue;
      columns.push('codes' in data ? encode(column, codeOf, data) : fillNumbers(column, data));
      if (column.indicator) columns.push(indicatorOf(column, data, rows));
    }
    return { columns, sourceRows: table.sourceRows };
  };
}

function allMissing({ name, kind }: RecipeColumn, rows: number): TableColumn {
  return kind === 'category' || kind === 'text'
    ? { name, kind, codes: new Int32Array(rows).fill(-1), levels: [] }
    : { name, kind, values: new Float64Array(rows).fill(NaN) };
}

function encode(
  column: RecipeColumn,
  codeOf: ReadonlyMap<string, number>,
  data: Extract<TableColumn, { codes: Int32Array }>,
): TableColumn {
  if (column.levels === null) return data;
  const translated = Int32Array.from(data.levels, (level) => codeOf.get(level) ?? -1);
  const missing = typeof column.fill.value === 'string' ? (codeOf.get(column.fill.value) ?? -1) : -1;
  const { name, kind } = data;
  const isSame = translated.every((known, code) => known === code);
  // Millions of cells that stay as they are take no memory twice.
  if (isSame && (missing < 0 || data.codes.every((code) => code >= 0)))
    return { name, kind, codes: data.codes, levels: column.levels };
  const codes = data.codes.map((code) => (code < 0 ? missing : translated[code]!));
  return { name, kind, codes, levels: column.levels };
}

function fillNumbers({ fill }: RecipeColumn, data: Extract<TableColumn, { values: Float64Array }>): TableColumn {
  const { value } = fill;
  if (typeof value !== 'number' || !data.values.some((cell) => Number.isNaN(cell))) return data;
  return { ...data, values: data.values.map((cell) => (Number.isNaN(cell) ? value : cell)) };
}

function indicatorOf(column: RecipeColumn, data: TableColumn, rows: number): TableColumn {
  const values = Float64Array.from({ length: rows }, (_, row) => (isMissing(data, row) ? 1 : 0));
  return { name: indicatorName(column.name), kind: 'boolean', values };
}
