import { type FitContext, type Parameters } from '../algorithms/contract.js';
import { type ModelFile } from '../contracts/model-file.js';
import { type ColumnMapping, type ModelType } from '../contracts/model-types.js';
import { type Recipe } from '../contracts/recipe.js';
import { type Tensor } from '../contracts/safetensors.js';
import { type Table } from '../contracts/table.js';
import { type TrainResult } from '../contracts/train-result.js';

/**
 * What one model type brings to the trainer; one file per family in families/, one line in families/index.ts.
 *
 * The trainer sanitizes, then runs one family so (train.ts):
 *
 *     split → prepare(training rows) → choose → fit → evaluate(held-out rows)   → artifact `evaluation`, the metrics
 *           → prepare(all rows)      →          fit                             → artifact `model`, which serves
 *
 * `choose` settles everything that is selected or tuned, by validation inside the training rows only: the held-out rows
 * stay unseen until `evaluate`. Both fits use its choice unchanged. Every step is deterministic in its input and the seed.
 *
 * Throw DataError for data that the family cannot use: its code, message and hint reach the client.
 */
export interface Family<Data, Model> {
  readonly modelType: ModelType;

  /** Which rows are held out for the published metrics. Throws DataError where there are too few rows to hold any out. */
  split(table: Table, roles: ColumnMapping, context: FamilyContext): Split;

  /** Model input of `source.rows`. Never learns: `source.recipe` was learned on the rows that the model is fitted to. */
  prepare(source: RowSource): Data;

  /** Settles algorithm and hyper-parameters: those that the client named, or (`auto`) a search bounded by counted work. */
  choose(train: Data, request: ChoiceRequest, context: FamilyContext): Choice;

  /** Peak bytes that `fit` takes, within a factor of two; the trainer refuses what does not fit before it starts. */
  memory(data: Data, choice: Choice): number;

  fit(data: Data, choice: Choice, context: FamilyContext): Model;

  /** Metrics of `model` on `test`, each beside naive baselines that are fitted to `train` and scored on the same rows. */
  evaluate(model: Model, train: Data, test: Data, context: FamilyContext): Evaluation;

  /** Tensors of the model file, without the `p.` prefix; names `[a-z0-9][a-z0-9_.]*`. */
  toTensors(model: Model): ReadonlyMap<string, Tensor>;

  /**
   * Loads a model once, to score tables that its recipe was applied to, batch by batch. Every row gets a value or none;
   * columns come in the order of the answer's CSV.
   */
  scorer(file: ModelFile): (table: Table) => readonly ScoreColumn[];
}

export interface FamilyContext extends FitContext {
  readonly memoryBytes: number;
}

export interface Split {
  /** in words for the result and the certificate, as `per user, 20 %` */
  readonly kind: string;
  /** ascending, none twice */
  readonly testRows: Uint32Array;
}

export interface RowSource {
  /** typed and repaired, not filled */
  readonly table: Table;
  readonly roles: ColumnMapping;
  /** apply it with applyRecipe (sanitizer/recipe) */
  readonly recipe: Recipe;
  /** ascending indices of the table's rows */
  readonly rows: Uint32Array;
}

export interface ChoiceRequest {
  /** an algorithm's name, or `auto` */
  readonly algorithm: string;
  /** what the client set; validated against the algorithm's schema before, the defaults are not filled in yet */
  readonly hyperparameters: Parameters;
  /** the metric to optimize, null for the family's default */
  readonly metric: string | null;
}

export interface Choice {
  readonly algorithm: string;
  /** complete: every parameter of the algorithm's schema */
  readonly hyperparameters: Parameters;
  readonly leaderboard: TrainResult['leaderboard'];
  readonly notes: readonly string[];
}

export interface Evaluation {
  readonly metrics: TrainResult['metrics'];
  readonly explanations: TrainResult['explanations'];
  readonly notes: readonly string[];
}

/** `texts`: empty where a row has no value; `numbers`: NaN likewise */
export type ScoreColumn = { readonly name: string } & (
  { readonly numbers: Float64Array } | { readonly texts: readonly string[] }
);

/** A family whose data and model types only it knows: what the registry holds. */
export type AnyFamily = Family<unknown, unknown>;
