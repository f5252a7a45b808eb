import { type Fold } from '../folds.js';
import { type TabularTask } from '../task.js';
import { RandomStream } from '../../random/stream.js';

/** One fit of a candidate and the parts of the left-out rows that it is scored on. */
export interface Trial<Data> {
  readonly train: Data;
  readonly test: Data;
  /** each gives one score */
  readonly parts: readonly Data[];
}

export interface ValidationPlan<Data> {
  /** in words, for the leaderboard */
  readonly kind: string;
  readonly trials: readonly Trial<Data>[];
  readonly trainRows: number;
  readonly features: number;
}

const FOLDS = 5;
const REPEATS = 3;
const FEW_ROWS = 2_000;
/** cells (rows × features) up to which every row is left out once */
const CELLS_FOR_FOLDS = 2_000_000;
/** cells that a search looks at; of more rows it takes a sample */
const MOST_CELLS = 10_000_000;
const HOLDOUT = 0.2;
const PARTS = 10;

/**
 * How candidates are compared, by the size of the data alone: up to 2,000 rows five folds, three times over; then five
 * folds; then a fifth held out once and scored in ten parts, from a random sample of rows if there are very many.
 */
export function validationPlan<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  data: Data,
  seed: number,
): ValidationPlan<Data> {
  const { rows, columns } = task.features(data);
  const features = columns.length;
  const cells = rows * features;
  if (cells > CELLS_FOR_FOLDS) {
    const sample =
      cells > MOST_CELLS ? task.select(data, sampleRows(rows, Math.floor(MOST_CELLS / features), seed)) : data;
    const fold = task.holdOut(sample, HOLDOUT, seed);
    const { train, test } = trial(task, sample, fold);
    const parts = Array.from({ length: PARTS }, (_, p) =>
      task.select(
        sample,
        fold.test.filter((_, i) => i % PARTS === p),
      ),
    );
    const kind = cells > MOST_CELLS ? `20 % held out of ${task.features(sample).rows} sampled rows` : '20 % held out';
    return { kind, trials: [{ train, test, parts }], trainRows: fold.train.length, features };
  }
  const repeats = rows <= FEW_ROWS ? REPEATS : 1;
  const trials = Array.from({ length: repeats }, (_, repeat) =>
    task.folds(data, FOLDS, (seed + repeat) % Number.MAX_SAFE_INTEGER).map((fold) => trial(task, data, fold)),
  ).flat();
  const kind = repeats === 1 ? `${FOLDS}-fold` : `${FOLDS}-fold, ${repeats} times`;
  return { kind, trials, trainRows: Math.ceil((rows * (FOLDS - 1)) / FOLDS), features };
}

function trial<Data, Prediction>(task: TabularTask<Data, Prediction>, data: Data, { train, test }: Fold): Trial<Data> {
  const held = task.select(data, test);
  return { train: task.select(data, train), test: held, parts: [held] };
}

/** `count` of the rows at random, ascending. */
function sampleRows(rows: number, count: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  return new RandomStream(seed, 'tabular.sample').shuffle(all).slice(0, count).sort();
}
