import { withDefaults } from '../../../algorithms/catalogue.js';
import { type Features } from '../../../algorithms/contract.js';
import {
  bytesOf,
  findAlgorithm,
  leftOutMemory,
  search,
  type SearchCandidate,
  type TabularTask,
} from '../../../algorithms/tabular/index.js';
import { type Choice, type ChoiceRequest, type FamilyContext } from '../../family.js';

/**
 * `auto` searches the candidates. Of a named algorithm only what the client left open is settled: the rounds of boosting,
 * by the same validation.
 */
export function chooseTabular<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  train: Data,
  candidates: readonly SearchCandidate[],
  { algorithm, hyperparameters, metric }: ChoiceRequest & { readonly metric: string },
  context: FamilyContext,
): Choice {
  // Refuses an unknown metric, whatever the algorithm.
  task.isHigherBetter(metric);
  if (algorithm === 'auto') return searched(task, train, candidates, metric, context);
  const complete = withDefaults(findAlgorithm(task.algorithms, algorithm).estimator.parameters, hyperparameters);
  if (algorithm !== 'gradient_boosting' || complete['trees'] !== null)
    return { algorithm, hyperparameters: complete, leaderboard: [], notes: [] };
  const open: SearchCandidate = { algorithm, parameters: complete, rank: 0, work: () => 0 };
  return searched(task, train, [open], metric, context);
}

/**
 * Bytes that a fit to the training rows may take: beside it lie the table and the rows picked from it, and later it is to fit to
 * all rows, a quarter more. Counted, not looked up: the same data, the same search.
 */
function memoryOfFit(features: Features, granted: number): number {
  const picked = bytesOf(features);
  return Math.min(granted - 2.5 * picked, granted / 1.25 - picked) - leftOutMemory(features);
}

function searched<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  train: Data,
  candidates: readonly SearchCandidate[],
  metric: string,
  context: FamilyContext,
): Choice {
  const memoryBytes = memoryOfFit(task.features(train), context.memoryBytes);
  const { algorithm, parameters, leaderboard } = search(task, train, candidates, metric, context, memoryBytes);
  const compared = leaderboard.filter(({ score }) => score !== null).length;
  return {
    algorithm,
    hyperparameters: parameters,
    leaderboard: leaderboard.map((entry) => ({
      algorithm: entry.algorithm,
      hyperparameters: entry.parameters,
      metric,
      score: entry.score,
      standard_error: entry.standardError,
      chosen: entry.chosen,
      note: entry.note,
    })),
    notes: [
      `${compared} candidates were compared by ${metric} inside the training rows; within one standard error of the best, the simplest was taken.`,
    ],
  };
}
