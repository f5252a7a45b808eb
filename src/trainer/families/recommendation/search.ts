import { withDefaults } from '../../../algorithms/catalogue.js';
import { findRecommender, RECOMMENDERS } from '../../../algorithms/recommendation/index.js';
import { DataError, type RatingData } from '../../../algorithms/contract.js';
import { type Candidate } from '../../../contracts/train-result.js';
import { type FamilyContext } from '../../family.js';
import { MEMORY_HINT } from '../../fit-within-memory.js';
import { higherIsBetter } from './metrics.js';
import { type Configuration, type Plan } from './search-plan.js';
import { type Validation } from './validation.js';
import { workOf } from './work.js';

/** Multiply-adds that all fits of a search may take together; the first candidate is tried in any case. */
const WORK_BUDGET = 30e9;
/** Multiply-adds of the later fit to all training rows, which the budget of the search says nothing of where it looks at a sample. */
const FIT_BUDGET = 500e9;
/** The table and what was read of it, for each row. */
const ROW_BYTES = 50;
/** The chosen candidate is fitted to all rows later, of which the training rows are four fifths. */
const LATER_ROWS = 1.25;
/** Losses closer than this, relatively, are a tie. */
const TIE = 5e-4;

interface Tried {
  readonly configuration: Configuration;
  readonly entry: Omit<Candidate, 'chosen'>;
  /** lower is better; null: not tried */
  readonly loss: number | null;
}

export interface Found {
  readonly best: Configuration;
  readonly leaderboard: Candidate[];
}

/**
 * Runs a plan on a validation. Of candidates that tie with the best, the simplest is chosen. `all`: the training rows that it will
 * be fitted to.
 */
export function search(
  plan: Plan,
  validation: Validation,
  all: RatingData,
  metric: string,
  context: FamilyContext,
): Found {
  const tried: Tried[] = [];
  let spent = 0;
  for (let step = plan.next(); !step.done;) {
    const configuration = complete(step.value);
    const work = workOf(configuration, validation.train);
    const isBeyondBudget = tried.length > 0 && spent + work > WORK_BUDGET;
    const skipped = isBeyondBudget
      ? 'not tried: beyond the budget of the search'
      : reasonToSkip(configuration, all, context, tried.length > 0);
    if (skipped === null) spent += work;
    const attempt =
      skipped === null ? measure(configuration, validation, metric) : skip(configuration, metric, skipped);
    tried.push(attempt);
    const share = Math.min(0.99, spent / WORK_BUDGET);
    const figures = attempt.entry.score === null ? [] : [{ name: metric, value: attempt.entry.score }];
    context.onProgress?.(share, `${tried.length} candidates compared: ${configuration.algorithm}`, figures);
    step = plan.next(attempt.loss);
  }
  // The first candidate is left out for its memory alone.
  if (tried.every(({ loss }) => loss === null))
    throw new DataError(
      'memory_limit',
      `No recommender can be fitted to ${all.users.length} rows in the memory of this task.`,
      MEMORY_HINT,
    );
  const best = simplestOfBest(tried);
  return {
    best: best.configuration,
    leaderboard: tried.map((candidate) => ({ ...candidate.entry, chosen: candidate === best })),
  };
}

function complete({ algorithm, hyperparameters }: Configuration): Configuration {
  return { algorithm, hyperparameters: withDefaults(findRecommender(algorithm).estimator.parameters, hyperparameters) };
}

function reasonToSkip(
  configuration: Configuration,
  all: RatingData,
  { memoryBytes }: FamilyContext,
  mayBeSkipped: boolean,
): string | null {
  if (mayBeSkipped && workOf(configuration, all) > FIT_BUDGET) return 'not tried: too much work for so many rows';
  const { algorithm, hyperparameters } = configuration;
  const needed = findRecommender(algorithm).estimator.memory(all, hyperparameters);
  const room = memoryBytes - ROW_BYTES * all.users.length;
  return LATER_ROWS * needed > room ? 'not tried: would not fit into the memory granted' : null;
}

function measure(configuration: Configuration, validation: Validation, metric: string): Tried {
  const { value, standardError } = validation.measure(configuration, metric);
  return {
    configuration,
    entry: { ...configuration, metric, score: value, standard_error: standardError, note: '' },
    loss: higherIsBetter(metric) ? -value : value,
  };
}

function skip(configuration: Configuration, metric: string, note: string): Tried {
  return { configuration, entry: { ...configuration, metric, score: null, standard_error: null, note }, loss: null };
}

function simplestOfBest(tried: readonly Tried[]): Tried {
  const measured = tried.filter((candidate): candidate is Tried & { loss: number } => candidate.loss !== null);
  const least = measured.reduce((loss, candidate) => Math.min(loss, candidate.loss), Infinity);
  const ties = measured.filter(({ loss }) => loss - least <= TIE * Math.abs(least));
  // Stable: of equally complex ones the better.
  const [simplest] = ties.sort(
    (a, b) => complexityOf(a.configuration) - complexityOf(b.configuration) || a.loss - b.loss,
  );
  if (!simplest) throw new RangeError('no candidate was measured');
  return simplest;
}

/** The order of RECOMMENDERS, then the number of factors. */
function complexityOf({ algorithm, hyperparameters }: Configuration): number {
  const rank = RECOMMENDERS.findIndex(({ estimator }) => estimator.name === algorithm);
  return rank * 1000 + Number(hyperparameters['factors'] ?? 0);
}
