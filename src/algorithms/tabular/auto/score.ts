import { type FitContext, type Parameters } from '../../contract.js';
import { bestRound } from '../../trees/boosting/boost.js';
import { findAlgorithm } from '../algorithm.js';
import { type TabularTask } from '../task.js';
import { type Candidate } from './candidates.js';
import { type Trial, type ValidationPlan } from './plan.js';

export interface CandidateScores {
  /** with the rounds of boosting settled */
  readonly parameters: Parameters;
  /** one per part of the plan, in its order; null where the metric is undefined */
  readonly scores: readonly (number | null)[];
}

/**
 * Fits a candidate in every trial and scores the rows left out. The rounds of boosting are those whose validation loss,
 * averaged over the trials, is lowest: one number for all, so that a single fit can use it afterwards.
 */
export function scoreCandidate<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  plan: ValidationPlan<Data>,
  candidate: Candidate,
  metric: string,
  context: FitContext,
): CandidateScores {
  const quiet = { seed: context.seed };
  const scoresOf = ({ parts }: Trial<Data>, predict: (part: Data) => Prediction) =>
    parts.map((part) => task.evaluate(metric, part, predict(part))?.value ?? null);
  if (candidate.algorithm !== 'gradient_boosting') {
    const algorithm = findAlgorithm(task.algorithms, candidate.algorithm);
    const scores = plan.trials.flatMap((trial) => {
      const model = algorithm.fit(trial.train, candidate.parameters, quiet);
      return scoresOf(trial, (part) => model.predict(task.features(part)));
    });
    return { parameters: candidate.parameters, scores };
  }
  const runs = plan.trials.map((trial) => task.boostStaged(trial.train, candidate.parameters, quiet, trial.test));
  const rounds = bestRound(meanCurve(runs.map(({ curve }) => curve))) + 1;
  const scores = plan.trials.flatMap((trial, i) =>
    scoresOf(trial, (part) => runs[i]!.predictAfter(rounds, task.features(part))),
  );
  return { parameters: { ...candidate.parameters, trees: rounds }, scores };
}

/** Curves that ended early go on at their last value. */
function meanCurve(curves: readonly (readonly number[])[]): number[] {
  const rounds = curves.reduce((longest, curve) => Math.max(longest, curve.length), 0);
  return Array.from({ length: rounds }, (_, round) =>
    curves.reduce((sum, curve) => sum + curve[Math.min(round, curve.length - 1)]! / curves.length, 0),
  );
}
