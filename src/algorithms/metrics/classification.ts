import { log } from '../math/index.js';
import { type ClassTruth, type Evaluation, meanEvaluation, type MetricDefinition } from './definition.js';
import { rocAuc } from './roc-auc.js';

/** Probabilities are kept this far from 0 and 1 in the log loss: the spacing of doubles at 1. */
const PROBABILITY_FLOOR = 2.220446049250313e-16;

/** `prediction`: probabilities, rows × classes, row-major. */
export type ClassMetric = MetricDefinition<ClassTruth, Float64Array>;

/** Index of the largest probability of a row; ties go to the lowest index. */
export function predictedClass(probabilities: Float64Array, classCount: number, row: number): number {
  const start = row * classCount;
  let best = 0;
  for (let k = 1; k < classCount; k++) if (probabilities[start + k]! > probabilities[start + best]!) best = k;
  return best;
}

/** Mean of −log p(true class), p clipped to [2^−52, 1 − 2^−52]. */
export const logLoss: ClassMetric = {
  name: 'log_loss',
  title: 'Mean negative log of the probability given to the true class',
  higherIsBetter: false,
  evaluate: (truth, probabilities) =>
    meanEvaluation(
      Float64Array.from(truth.labels, (label, row) => {
        const probability = probabilities[row * truth.classCount + label]!;
        return -log(Math.min(Math.max(probability, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR));
      }),
    ),
};

/** Mean squared distance to the one-hot truth (Brier 1950), halved for two classes, as is usual: (p₁ − y)². */
export const brierScore: ClassMetric = {
  name: 'brier',
  title: 'Mean squared error of the probabilities (halved for two classes)',
  higherIsBetter: false,
  evaluate: ({ labels, classCount }, probabilities) =>
    meanEvaluation(
      Float64Array.from(labels, (label, row) => {
        let squares = 0;
        for (let k = 0; k < classCount; k++) {
          const error = probabilities[row * classCount + k]! - (k === label ? 1 : 0);
          squares += error * error;
        }
        return classCount === 2 ? squares / 2 : squares;
      }),
    ),
};

/** Share of rows whose most probable class is the true one. */
export const accuracy: ClassMetric = {
  name: 'accuracy',
  title: 'Share of rows whose most probable class is the true one',
  higherIsBetter: true,
  evaluate: ({ labels, classCount }, probabilities) =>
    meanEvaluation(
      Float64Array.from(labels, (label, row) => (predictedClass(probabilities, classCount, row) === label ? 1 : 0)),
    ),
};

/** Mean over the classes present in the truth of their recall. */
export const balancedAccuracy: ClassMetric = {
  name: 'balanced_accuracy',
  title: 'Mean recall over the classes that occur',
  higherIsBetter: true,
  evaluate(truth, probabilities) {
    const recalls = confusionByClass(truth, probabilities)
      .filter(({ actual }) => actual > 0)
      .map(({ hits, actual }) => hits / actual);
    return unweightedMean(recalls);
  },
};

/** Mean of F1 = 2·hits / (actual + predicted) over the classes that occur in the truth or among the predictions. */
export const f1Macro: ClassMetric = {
  name: 'f1_macro',
  title: 'Mean over classes of the harmonic mean of precision and recall',
  higherIsBetter: true,
  evaluate(truth, probabilities) {
    const scores = confusionByClass(truth, probabilities)
      .filter(({ actual, predicted }) => actual + predicted > 0)
      .map(({ hits, actual, predicted }) => (2 * hits) / (actual + predicted));
    return unweightedMean(scores);
  },
};

export const areaUnderRoc: ClassMetric = {
  name: 'roc_auc',
  title: 'Area under the ROC curve; more than two classes: one against the rest, macro-averaged',
  higherIsBetter: true,
  evaluate: ({ labels, classCount }, probabilities) => rocAuc(labels, classCount, probabilities),
};

export const CLASS_METRICS: readonly ClassMetric[] = [
  areaUnderRoc,
  logLoss,
  accuracy,
  balancedAccuracy,
  f1Macro,
  brierScore,
];

function confusionByClass({ labels, classCount }: ClassTruth, probabilities: Float64Array) {
  const counts = Array.from({ length: classCount }, () => ({ hits: 0, actual: 0, predicted: 0 }));
  labels.forEach((label, row) => {
    const predicted = predictedClass(probabilities, classCount, row);
    counts[label]!.actual++;
    counts[predicted]!.predicted++;
    if (predicted === label) counts[label]!.hits++;
  });
  return counts;
}

function unweightedMean(values: readonly number[]): Evaluation | null {
  if (values.length === 0) return null;
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length, standardError: null };
}
