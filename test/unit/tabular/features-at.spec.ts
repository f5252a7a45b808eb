import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { type Recipe } from '../../../src/contracts/recipe.js';
import { type Table } from '../../../src/contracts/table.js';
import { applyRecipe, learnRecipe } from '../../../src/sanitizer/recipe/index.js';
import { featuresAt, tableFeatures } from '../../../src/trainer/families/tabular/columns.js';
import { selectRows } from '../../../src/algorithms/tabular/index.js';

const ROWS = 40;
const cells = <T>(of: (row: number) => T) => Array.from({ length: ROWS }, (_, row) => of(row));
/** `size` has gaps that go with the target, `whole` has none, `colour` has gaps and levels that the training rows do not see. */
const table: Table = {
  sourceRows: Uint32Array.from(cells((row) => 2 * row + 1)),
  columns: [
    { name: 'size', kind: 'number', values: Float64Array.from(cells((row) => (row % 4 === 0 ? NaN : row / 7))) },
    { name: 'whole', kind: 'number', values: Float64Array.from(cells((row) => (row * 17) % 23)) },
    {
      name: 'colour',
      kind: 'category',
      levels: ['red', 'green', 'blue', 'late'],
      codes: Int32Array.from(cells((row) => (row > 36 ? 3 : (row % 4) - 1))),
    },
    {
      name: 'outcome',
      kind: 'category',
      levels: ['no', 'yes'],
      codes: Int32Array.from(cells((row) => (row % 4 === 0 ? 1 : 0))),
    },
  ],
};
const roles = [
  { role: 'feature' as const, column: 'size' },
  { role: 'feature' as const, column: 'whole' },
  { role: 'feature' as const, column: 'colour' },
  { role: 'target' as const, column: 'outcome' },
];
const reading: Recipe = {
  format: 'algoapi-recipe/1',
  model_type: 'classification',
  columns: table.columns.map(({ name, kind }, i) => ({
    name,
    kind,
    role: roles[i]!.role,
    dropped: null,
    null_tokens: [],
    number: null,
    datetime: null,
    booleans: null,
    aliases: [],
    levels: kind === 'category' ? [] : null,
    fill: { kind: 'none', value: null },
    indicator: false,
  })),
};

const plain = ({ rows, columns }: Features) => ({
  rows,
  columns: columns.map((column) => ({
    ...column,
    ...('codes' in column ? { codes: [...column.codes] } : { values: [...column.values] }),
  })),
});

describe('features of some rows', () => {
  const all = Uint32Array.from(cells((row) => row));
  const training = all.filter((row) => row < 36);
  const recipe = learnRecipe(table, training, { modelType: 'classification', roles, reading });

  it.each([
    ['the training rows', training],
    ['the others', all.filter((row) => row >= 36)],
    ['all', all],
  ])('%s: the recipe on the picked rows is the picked rows of the recipe', (_name, rows) => {
    const before = plain(selectRows(tableFeatures(applyRecipe(recipe, table), roles), rows));
    expect(before.columns.map(({ name }) => name)).toEqual([
      'size',
      'size is missing',
      'whole',
      'colour',
      'colour is missing',
    ]);
    expect(plain(featuresAt({ table, roles, recipe }, rows))).toEqual(before);
  });

  it('what no cell of changes takes no memory twice', () => {
    const { columns } = featuresAt({ table, roles, recipe }, all);
    expect((columns[2] as { values: Float64Array }).values).toBe((table.columns[1] as { values: Float64Array }).values);
    expect((columns[0] as { values: Float64Array }).values).not.toBe(
      (table.columns[0] as { values: Float64Array }).values,
    );
    expect((table.columns[0] as { values: Float64Array }).values[0]).toBeNaN();
  });
});
