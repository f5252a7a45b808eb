import type { Features } from '../../algorithms/contract.js';
import { featuresOf } from '../../algorithms/tabular/index.js';
import type { ModelFile } from '../../contracts/model-file.js';
import { Recipe } from '../../contracts/recipe.js';
import type { Table } from '../../contracts/table.js';
import { type RawRow, RecipeReader } from '../../sanitizer/recipe/index.js';
import type { RowAnswer, RowPredictor } from './served-model.js';

type Rows = readonly RawRow[];

/**
 * Rows go through the recipe that the model was trained with: same types, same fills, same encodings. A row with a cell
 * that cannot be read gets its own error, the others are answered: `answers(table, rows)(i)` for row i.
 */
export function tablePredictor(
  { recipe }: ModelFile,
  answers: (table: Table, rows: Rows) => (row: number) => RowAnswer,
): RowPredictor['predict'] {
  const reader = new RecipeReader(Recipe.parse(recipe));
  return (rows) => {
    const { table, errors } = reader.rows(rows);
    const answer = answers(table, rows);
    return errors.map((error, i) => (error ? { error } : answer(i)));
  };
}

/** For models of features; a category that training had not seen is named. */
export function rowPredictor(
  file: ModelFile,
  answers: (features: Features) => (row: number) => RowAnswer,
): RowPredictor {
  const others = new Set(file.config.roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  const predict = tablePredictor(file, (table, rows) => {
    const features = featuresOf(table.columns, rows.length, others);
    const answer = answers(features);
    return (i) => {
      const unknown = unknownCategories(features, rows[i]!, i);
      return unknown.length > 0 ? { ...answer(i), unknown_categories: unknown } : answer(i);
    };
  });
  return { kind: 'rows', predict };
}

function unknownCategories({ columns }: Features, row: RawRow, i: number): string[] {
  return columns
    .filter((column) => column.kind === 'category' && column.codes[i]! < 0)
    .map(({ name }) => name)
    .filter((name) => row.some(([given]) => given === name));
}
