import { type Check } from '../../contracts/check.js';
import { indicatorName, type Recipe, type RecipeColumn } from '../../contracts/recipe.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { type Fit } from './evidence.js';
import { found } from './statements.js';

/** Fills and levels are learned from the rows that the model was fitted to and from no other (no leak of held-out rows). */
export function checkRecipe({ recipe, rows }: Fit, table: Table): Check {
  const wrong = recipe.columns.filter((entry) => {
    const column = table.columns.find(({ name }) => name === entry.name);
    if (entry.dropped !== null || !column) return entry.dropped === null;
    return !sameLevels(entry, column, rows) || entry.fill.value !== expectedFill(entry, column, rows);
  });
  const choice = "whether a missing-indicator is worth a column is the trainer's choice";
  return found('recipe', `${recipe.columns.length} columns; ${choice}`, wrong.length);
}

/** Lower median of numbers, mode of the rest (ties: 0 before 1, the level that the table lists first); null without a cell. */
function expectedFill({ role, kind }: RecipeColumn, column: TableColumn, rows: Uint32Array): number | string | null {
  if (kind === 'text' || !(role === null || role === 'feature' || role === 'rating')) return null;
  if ('codes' in column) {
    const counts = new Uint32Array(column.levels.length);
    for (const row of rows) if (column.codes[row]! >= 0) counts[column.codes[row]!]!++;
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    return most === 0 ? null : column.levels[counts.indexOf(most)]!;
  }
  const known = Float64Array.from(rows, (row) => column.values[row]!).filter((value) => value === value);
  if (known.length === 0) return null;
  if (kind === 'boolean') return known.filter((value) => value === 1).length * 2 > known.length ? 1 : 0;
  return known.sort()[(known.length - 1) >> 1]!;
}

/** Levels in order of first appearance among the rows; identifiers keep none. */
function sameLevels({ levels }: RecipeColumn, column: TableColumn, rows: Uint32Array): boolean {
  if (levels === null || !('codes' in column)) return levels === null;
  const seen = new Set<number>();
  for (const row of rows) if (column.codes[row]! >= 0) seen.add(column.codes[row]!);
  return levels.length === seen.size && [...seen].every((code, i) => column.levels[code] === levels[i]);
}

/** The columns that a model sees for `rows`: kept ones in the recipe's order, filled, each before its missing-indicator. */
export function applyRecipe(recipe: Recipe, table: Table, rows: Uint32Array): TableColumn[] {
  return recipe.columns.flatMap((entry) => {
    const column = table.columns.find(({ name }) => name === entry.name);
    if (entry.dropped !== null || !column) return [];
    const cells = cellsOf(entry, column, rows);
    if (!entry.indicator) return [cells];
    const isMissing = (row: number) =>
      'codes' in column ? column.codes[row]! < 0 : column.values[row] !== column.values[row];
    const values = Float64Array.from(rows, (row) => (isMissing(row) ? 1 : 0));
    return [cells, { name: indicatorName(entry.name), kind: 'boolean' as const, values }];
  });
}

function cellsOf({ fill, levels }: RecipeColumn, column: TableColumn, rows: Uint32Array): TableColumn {
  if (!('codes' in column)) {
    const filled = typeof fill.value === 'number' ? fill.value : NaN;
    const values = Float64Array.from(rows, (row) =>
      column.values[row] === column.values[row] ? column.values[row]! : filled,
    );
    return { ...column, values };
  }
  const codeOf = new Map((levels ?? column.levels).map((level, code) => [level, code]));
  const known = column.levels.map((level) => codeOf.get(level) ?? -1);
  const filled = typeof fill.value === 'string' ? (codeOf.get(fill.value) ?? -1) : -1;
  const codes = Int32Array.from(rows, (row) => (column.codes[row]! < 0 ? filled : known[column.codes[row]!]!));
  return { ...column, codes, levels: levels ?? column.levels };
}
