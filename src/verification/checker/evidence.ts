import { type CheckJob, type Check } from '../../contracts/check.js';
import { type ModelFile } from '../../contracts/model-file.js';
import { type Recipe } from '../../contracts/recipe.js';
import { type ColumnRole } from '../../contracts/model-types.js';
import { TensorFileError } from '../../contracts/safetensors.js';
import { type Table, type TableColumn } from '../../contracts/table.js';
import { type Settings } from './settings.js';

/** All that the checker is given. Nothing in it is believed but the table. */
export interface Evidence extends Pick<CheckJob, 'claim' | 'request'> {
  readonly table: Table;
  /** fitted to the training rows: its metrics on the held-out rows are the published ones */
  readonly evaluation: ModelFile;
  /** fitted to all rows: it serves */
  readonly model: ModelFile;
}

/** One of the two files, with the rows that it claims to be fitted to. */
export interface Fit {
  readonly file: ModelFile;
  readonly recipe: Recipe;
  readonly rows: Uint32Array;
  readonly settings: Settings;
}

/** What a model type adds to the common checks. */
export interface Findings {
  readonly checks: readonly Check[];
  /** what the checks do not show, in words for the certificate */
  readonly limits: readonly string[];
}

/** What differs between model types: how rows are held out, what a solution is, what is measured. */
export interface ModelTypeChecker {
  /** The held-out rows that the seed gives, ascending. */
  split(evidence: Evidence): Uint32Array;
  fit(evidence: Evidence, fit: Fit): Findings;
  /** Replays the metrics of the evaluation file on the held-out rows. */
  metrics(evidence: Evidence, evaluation: Fit, testRows: Uint32Array): Findings;
}

/** The column that plays a role; undefined where none does. */
export function columnOf({ table, claim }: Evidence, role: ColumnRole): TableColumn | undefined {
  const name = claim.roles.find((entry) => entry.role === role)?.column;
  return table.columns.find((column) => column.name === name);
}

/** The column that has to play a role. Throws TensorFileError. */
export function requiredColumn(evidence: Evidence, role: ColumnRole): TableColumn {
  const column = columnOf(evidence, role);
  if (!column) throw new TensorFileError(`no column has the role ${role}`);
  return column;
}

/** The entry of the claimed algorithm. Throws TensorFileError. */
export function claimedOf<T>(checkers: ReadonlyMap<string, T>, { claim }: Evidence): T {
  const checker = checkers.get(claim.algorithm);
  if (!checker) throw new TensorFileError(`there is no checker for ${claim.algorithm}`);
  return checker;
}
