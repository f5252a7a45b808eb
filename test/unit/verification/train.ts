import { createHash } from 'node:crypto';
import { type CheckJob } from '../../../src/contracts/check.js';
import { type ModelFile } from '../../../src/contracts/model-file.js';
import { type ColumnMapping } from '../../../src/contracts/model-types.js';
import { RECIPE_FORMAT, type Recipe, type RecipeColumn } from '../../../src/contracts/recipe.js';
import { type Table } from '../../../src/contracts/table.js';
import { learnRecipe } from '../../../src/sanitizer/recipe/index.js';
import { type AnyFamily } from '../../../src/trainer/family.js';
import { type Evidence } from '../../../src/verification/checker/evidence.js';

export interface TrainOptions {
  readonly algorithm?: string;
  readonly hyperparameters?: CheckJob['request']['hyperparameters'];
  readonly seed?: number;
}

/** What a training of `family` hands to the checker, without the sandbox around it. */
export function trainEvidence(
  family: AnyFamily,
  table: Table,
  roles: ColumnMapping,
  { algorithm = 'auto', hyperparameters = {}, seed = 7 }: TrainOptions = {},
): Evidence {
  const context = { seed, memoryBytes: 2 ** 32 };
  const { kind, testRows } = family.split(table, roles, context);
  const all = Uint32Array.from(table.sourceRows, (_, row) => row);
  const held = new Set(testRows);
  const trainRows = all.filter((row) => !held.has(row));
  const reading = readingOf(table, roles);
  const recipeOf = (rows: Uint32Array) => learnRecipe(table, rows, { modelType: family.modelType, roles, reading });
  const prepare = (rows: Uint32Array, recipe: Recipe) => family.prepare({ table, roles, recipe, rows });

  const recipe = recipeOf(trainRows);
  const train = prepare(trainRows, recipe);
  const choice = family.choose(train, { algorithm, hyperparameters, metric: null }, context);
  const { hyperparameters: chosen } = choice;
  const told = { model_type: family.modelType, algorithm: choice.algorithm, hyperparameters: chosen, roles, seed };
  const config = { ...told, code_version: 'test' };
  const fitted = family.fit(train, choice, context);
  const evaluation: ModelFile = { config, recipe, testRows, parameters: family.toTensors(fitted) };
  const { metrics } = family.evaluate(fitted, train, prepare(testRows, recipe), context);
  const finalRecipe = recipeOf(all);
  const final = family.fit(prepare(all, finalRecipe), choice, context);
  const model: ModelFile = {
    config,
    recipe: finalRecipe,
    testRows: new Uint32Array(0),
    parameters: family.toTensors(final),
  };
  return {
    table,
    evaluation,
    model,
    claim: {
      ...told,
      seed_source: 'client',
      rows: { total: all.length, train: trainRows.length, test: testRows.length },
      split: { kind, sha256: createHash('sha256').update(new Uint8Array(testRows.buffer)).digest('hex') },
      metrics,
      leaderboard: [],
      explanations: [],
      notes: [],
    },
    request: {
      model_type: family.modelType,
      columns: roles,
      target: null,
      filename: 'test.csv',
      options: { column_types: [], keep_columns: [], disabled_repairs: [] },
      limits: { max_rows: 1e6, max_columns: 1e3, max_field_bytes: 1e6 },
      algorithm,
      hyperparameters,
      metric: null,
      seed,
      dataset_sha256: '0'.repeat(64),
      code_version: 'test',
    },
  };
}

const IDENTIFIERS = new Set(['user_id', 'item_id', 'series_id']);

/** As the sanitizer hands it over: everything kept, nothing learned. */
function readingOf(table: Table, roles: ColumnMapping): Recipe {
  const columns = table.columns.map((column): RecipeColumn => {
    const role = roles.find((entry) => entry.column === column.name)?.role ?? 'feature';
    return {
      name: column.name,
      role,
      kind: column.kind,
      dropped: null,
      null_tokens: [],
      number: null,
      datetime: null,
      booleans: null,
      aliases: [],
      levels: column.kind === 'category' && !IDENTIFIERS.has(role) ? [] : null,
      fill: { kind: 'none', value: null },
      indicator: false,
    };
  });
  return { format: RECIPE_FORMAT, model_type: null, columns };
}
