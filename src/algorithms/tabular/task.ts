import { type Features, type FitContext, type Parameters } from '../contract.js';
import { type Evaluation } from '../metrics/index.js';
import { type TabularAlgorithm } from './algorithm.js';
import { type Fold } from './folds.js';

/** A boosting run whose rounds can be cut short afterwards. */
export interface StagedRun<Prediction> {
  /** loss of the validation rows after each round */
  readonly curve: readonly number[];
  /** prediction by the first `rounds` rounds, or by all if there are fewer */
  predictAfter(rounds: number, features: Features): Prediction;
}

/** What the search, cross-fitting and importances need to know of classification or regression. */
export interface TabularTask<Data, Prediction> {
  readonly algorithms: readonly TabularAlgorithm<Data, Prediction>[];
  features(data: Data): Features;
  withFeatures(data: Data, features: Features): Data;
  select(data: Data, rows: Uint32Array): Data;
  /** scores per row: 1, or the number of classes if there are more than two */
  outputs(data: Data): number;
  folds(data: Data, k: number, seed: number): Fold[];
  holdOut(data: Data, share: number, seed: number): Fold;
  boostStaged(train: Data, parameters: Parameters, context: FitContext, validation: Data): StagedRun<Prediction>;
  /** Null for a metric that is undefined on these rows; throws DataError for one that does not exist. */
  evaluate(metric: string, data: Data, prediction: Prediction): Evaluation | null;
  isHigherBetter(metric: string): boolean;
}
