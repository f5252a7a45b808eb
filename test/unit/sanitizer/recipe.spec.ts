import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/contracts/canonical-json.js';
import { Recipe } from '../../../src/contracts/recipe.js';
import { type Table } from '../../../src/contracts/table.js';
import { applyRecipe, learnRecipe, RecipeReader } from '../../../src/sanitizer/recipe/index.js';
import { run } from './run.js';

const HEADER = ['id', 'price', 'when', 'member', 'city', 'class'];
const ROWS = Array.from({ length: 40 }, (_, i) => [
  `K${1000 + i}`,
  i % 5 === 0 ? 'n/a' : `1.${String(100 + i)},5 €`,
  `${String(1 + (i % 28)).padStart(2, '0')}.0${1 + (i % 9)}.2021`,
  i % 2 === 0 ? 'Yes' : 'no',
  i % 7 === 0 ? ' paris' : i % 3 === 0 ? 'Paris' : 'Rome',
  i % 2 === 0 ? 'a' : 'b',
]);
const FILE = `${[HEADER, ...ROWS].map((row) => row.join(';')).join('\n')}\n`;

const cell = (table: Table, name: string, row: number) => {
  const column = table.columns.find((entry) => entry.name === name)!;
  return 'values' in column ? column.values[row] : (column.levels[column.codes[row]!] ?? null);
};

describe('the recipe', () => {
  it('is canonical JSON that its schema accepts', async () => {
    const { recipe } = await run(FILE, { model_type: 'classification', target: 'class' });
    expect(Recipe.parse(JSON.parse(canonicalJson(recipe)))).toEqual(recipe);
  });

  it('reads a raw row to the values that the sanitizer cleaned it to', async () => {
    const { recipe, table } = await run(FILE, { model_type: 'classification', target: 'class' });
    const cleaned = applyRecipe(recipe, table);
    const reader = new RecipeReader(recipe);
    const raw = reader.rows(ROWS.map((row) => row.map((text, j) => [HEADER[j]!, text] as const)));
    expect(raw.errors.every((error) => error === null)).toBe(true);
    expect(reader.cells(HEADER, ROWS)).toEqual(raw);
    for (const { name } of cleaned.columns) {
      for (let row = 0; row < ROWS.length; row++)
        expect(cell(raw.table, name, row), `${name} ${row}`).toEqual(cell(cleaned, name, row));
    }
    // 1.101,5 € in row 2, the 2nd of February 2021, computed by hand
    expect(cell(cleaned, 'price', 1)).toBe(1101.5);
    expect(cell(cleaned, 'when', 1)).toBe(Date.parse('2021-02-02T00:00:00Z'));
    expect(cell(cleaned, 'member', 1)).toBe(0);
    expect(cell(cleaned, 'city', 0)).toBe('Paris');
  });

  it('learns from the training rows only', async () => {
    const { recipe, table, roles } = await run(FILE, { model_type: 'classification', target: 'class' });
    const context = { modelType: 'classification' as const, roles, reading: recipe };
    const learned = learnRecipe(table, Uint32Array.of(1, 2, 4), context);
    const price = learned.columns.find(({ name }) => name === 'price');
    expect(price?.fill).toEqual({ kind: 'median', value: 1102.5 });
    expect(learned.columns.find(({ name }) => name === 'city')?.levels).toEqual(['Rome']);
    expect(cell(applyRecipe(learned, table), 'city', 0)).toBeNull();
  });

  it('reports a cell that cannot be read, and an unknown level as −1', async () => {
    const { recipe } = await run(FILE, { model_type: 'classification', target: 'class' });
    const { table, errors } = new RecipeReader(recipe).rows([
      [
        ['price', 'cheap'],
        ['city', 'Oslo'],
      ],
      [['price', 3.5]],
      [['price', { nested: true }]],
    ]);
    expect(errors.map((error) => error?.code ?? null)).toEqual(['type-error', null, 'not-a-scalar']);
    expect(cell(table, 'price', 1)).toBe(3.5);
    expect(cell(table, 'city', 0)).toBeNull();
    expect(table.columns.some(({ name }) => name === 'class')).toBe(false);
  });
});
