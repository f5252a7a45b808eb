import { type Features, type FitContext, type Parameters } from '../contract.js';
import { type TabularAlgorithm } from './algorithm.js';
import { bytesOf } from './subset.js';
import { type TabularTask } from './task.js';

const FOLDS = 5;
const HOLDOUT = 0.2;
/** cells (rows × features) above which one held-out fifth has to do */
const MOST_CELLS_FOR_FOLDS = 2_000_000;
/** Fewer rows than this say nothing about calibration or the width of an interval. */
export const FEWEST_ROWS = 50;

export interface LeftOutPrediction<Data, Prediction> {
  /** rows that the model behind `prediction` was not fitted to */
  readonly data: Data;
  readonly prediction: Prediction;
}

/** Bytes that crossFit adds to a fit: the rows of one fit and of its test, picked from the data. */
export const leftOutMemory = (features: Features): number => (features.rows < FEWEST_ROWS ? 0 : bytesOf(features));

/** Predictions of rows left out, by fits of the same configuration to the rest; empty for very few rows. */
export function crossFit<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  algorithm: TabularAlgorithm<Data, Prediction>,
  data: Data,
  parameters: Parameters,
  context: FitContext,
): LeftOutPrediction<Data, Prediction>[] {
  const { rows, columns } = task.features(data);
  if (rows < FEWEST_ROWS) return [];
  const splits =
    rows * columns.length > MOST_CELLS_FOR_FOLDS
      ? [task.holdOut(data, HOLDOUT, context.seed)]
      : task.folds(data, FOLDS, context.seed);
  return splits.map(({ train, test }, i) => {
    const model = algorithm.fit(task.select(data, train), parameters, { seed: context.seed });
    const held = task.select(data, test);
    context.onProgress?.((i + 1) / (splits.length + 1), `fold ${i + 1} of ${splits.length} predicted out of fold`);
    return { data: held, prediction: model.predict(task.features(held)) };
  });
}
