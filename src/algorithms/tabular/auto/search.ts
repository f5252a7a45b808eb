import { DataError, type FitContext, type Parameters } from '../../contract.js';
import { withDefaults } from '../../parameters.js';
import { findAlgorithm } from '../algorithm.js';
import { type TabularTask } from '../task.js';
import { type Candidate } from './candidates.js';
import { chooseContender, summarize } from './choose.js';
import { validationPlan } from './plan.js';
import { scoreCandidate } from './score.js';

/** Inner-loop steps of a whole search: about a minute of one core. Counted, not timed: the same data, the same search. */
const MOST_WORK = 6e10;
const NO_MEMORY = 'not tried: too little memory for data of this size';

export interface LeaderboardEntry {
  readonly algorithm: string;
  /** complete */
  readonly parameters: Parameters;
  /** null: not tried, see note */
  readonly score: number | null;
  readonly standardError: number | null;
  readonly chosen: boolean;
  readonly note: string;
}

export interface SearchResult {
  readonly algorithm: string;
  readonly parameters: Parameters;
  readonly leaderboard: readonly LeaderboardEntry[];
}

/**
 * `auto`: every candidate that the work allows is validated inside `data`; ties go to the simpler. A candidate whose fit to
 * all of `data` would take more than `memoryBytes` is left out; DataError `memory_limit` where that are all.
 */
export function search<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  data: Data,
  candidates: readonly Candidate[],
  metric: string,
  context: FitContext,
  memoryBytes = Infinity,
): SearchResult {
  const higherIsBetter = task.isHigherBetter(metric);
  const plan = validationPlan(task, data, context.seed);
  const size = {
    rows: plan.trainRows,
    testRows: task.features(plan.trials[0]!.test).rows,
    features: plan.features,
    encoded: task
      .features(data)
      .columns.reduce((count, column) => count + (column.kind === 'number' ? 1 : column.levels.length), 0),
    outputs: task.outputs(data),
  };
  let left = MOST_WORK;
  const tried = candidates.map((candidate, i) => {
    const nothing = { candidate, parameters: candidate.parameters, scores: [] };
    const work = candidate.work(size) * plan.trials.length;
    if (work > left) return { ...nothing, note: 'not tried: too much work for data of this size' };
    const { estimator } = findAlgorithm(task.algorithms, candidate.algorithm);
    if (estimator.memory(data, candidate.parameters) > memoryBytes) return { ...nothing, note: NO_MEMORY };
    left -= work;
    try {
      const scored = scoreCandidate(task, plan, candidate, metric, context);
      const mean = summarize(scored.scores)?.mean;
      const figures = mean === undefined ? [] : [{ name: metric, value: mean }];
      context.onProgress?.((i + 1) / candidates.length, `${candidate.algorithm} validated (${plan.kind})`, figures);
      return { candidate, ...scored, note: plan.kind };
    } catch (error) {
      // A method that these data do not suit is no reason to fail: the others stand.
      if (error instanceof DataError) return { ...nothing, note: `not fitted: ${error.message}` };
      throw error;
    }
  });
  const contenders = tried.map(({ candidate, scores }) => ({ rank: candidate.rank, scores }));
  const isScored = contenders.some(({ scores }) => summarize(scores) !== null);
  // Where the metric is undefined in every part, as with one row of a class, the first that can be fitted stands.
  const chosen = isScored
    ? chooseContender(contenders, higherIsBetter)
    : contenders.findIndex(({ scores }) => scores.length > 0);
  if (chosen < 0 && tried.some(({ note }) => note === NO_MEMORY))
    throw new DataError(
      'memory_limit',
      `No algorithm can be fitted to ${task.features(data).rows} rows in the memory of this task.`,
      'Raise TRAINING_MEMORY_MB on the worker, or upload fewer rows or columns.',
    );
  if (chosen < 0) throw new DataError('not_validated', 'No algorithm could be fitted to parts of these rows.');
  const leaderboard = tried.map(({ candidate: { algorithm }, parameters, scores, note }, i) => {
    const summary = summarize(scores);
    return {
      algorithm,
      parameters: withDefaults(findAlgorithm(task.algorithms, algorithm).estimator.parameters, parameters),
      score: summary?.mean ?? null,
      standardError: summary?.standardError ?? null,
      chosen: i === chosen,
      note,
    };
  });
  const { algorithm, parameters } = leaderboard[chosen]!;
  return { algorithm, parameters, leaderboard };
}
