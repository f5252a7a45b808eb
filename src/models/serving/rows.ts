import type { Features } from '../../algorithms/contract.js';
import { featuresOf } from '../../algorithms/tabular/index.js';
import type { ModelFile } from '../../contracts/model-file.js';
import { Recipe } from '../../contracts/recipe.js';
import { type RawRow, RecipeReader } from '../../sanitizer/recipe/index.js';
import type { RowAnswer, RowPredictor } from './served-model.js';

/** The answers of all rows at once, `answers(features)[i]` for row i. */
type Answers = (features: Features) => (row: number) => RowAnswer;

/**
 * Rows go through the recipe that the model was trained with: same types, same fills, same encodings. A row with a cell
 * that cannot be read gets its own error, the others are answered; a category that training had not seen is named.
 */
export function rowPredictor({ config, recipe }: ModelFile, answers: Answers): RowPredictor {
  const reader = new RecipeReader(Recipe.parse(recipe));
  const others = new Set(config.roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  return {
    kind: 'rows',
    predict(rows) {
      const { table, errors } = reader.rows(rows);
      const features = featuresOf(table.columns, rows.length, others);
      const answer = answers(features);
      return rows.map((row, i) => {
        const error = errors[i];
        if (error) return { error };
        const unknown = unknownCategories(features, row, i);
        return { ...answer(i), ...(unknown.length > 0 && { unknown_categories: unknown }) };
      });
    },
  };
}

function unknownCategories({ columns }: Features, row: RawRow, i: number): string[] {
  const given = new Set(row.map(([column]) => column));
  return columns.flatMap((column) => {
    const unseen = column.kind === 'category' && column.codes[i]! < 0 && given.has(column.name);
    return unseen ? [column.name] : [];
  });
}
