import { naiveBayes } from '../bayes/naive-bayes.js';
import { type ClassificationData, type ClassPrediction, DataError } from '../contract.js';
import { logisticRegression } from '../linear/logistic/logistic-regression.js';
import { CLASS_METRICS } from '../metrics/index.js';
import { neighbourClassifier } from '../neighbours/nearest-neighbours.js';
import { boostClassifier, boostedClassifier } from '../trees/boosting/estimators.js';
import { boostedScores, firstRounds } from '../trees/boosting/scores.js';
import { forestClassifier } from '../trees/forest/estimators.js';
import { tabularAlgorithm } from './algorithm.js';
import { holdOutStratified, stratifiedFolds } from './folds.js';
import { softmaxRows } from './softmax.js';
import { selectClassification } from './subset.js';
import { type TabularTask } from './task.js';

export const classificationTask: TabularTask<ClassificationData, ClassPrediction> = {
  algorithms: [
    tabularAlgorithm(logisticRegression),
    tabularAlgorithm(naiveBayes),
    tabularAlgorithm(neighbourClassifier),
    tabularAlgorithm(forestClassifier),
    tabularAlgorithm(boostedClassifier),
  ],
  features: (data) => data.features,
  withFeatures: (data, features) => ({ ...data, features }),
  select: selectClassification,
  outputs: ({ classes }) => (classes.length === 2 ? 1 : classes.length),
  folds: (data, k, seed) => stratifiedFolds(data.labels, data.classes.length, k, seed),
  holdOut: (data, share, seed) => holdOutStratified(data.labels, data.classes.length, share, seed),
  boostStaged(train, parameters, context, validation) {
    const { model, curve } = boostClassifier(train, parameters, context, validation);
    return {
      curve,
      predictAfter: (rounds, features) => ({
        probabilities: softmaxRows(boostedScores(firstRounds(model, rounds), features)),
      }),
    };
  },
  evaluate: (metric, { labels, classes }, { probabilities }) =>
    metricOf(metric).evaluate({ labels, classCount: classes.length }, probabilities),
  isHigherBetter: (metric) => metricOf(metric).higherIsBetter,
};

/** The area under the ROC curve for two classes, the log loss for more. */
export const defaultClassMetric = ({ classes }: ClassificationData): string =>
  classes.length === 2 ? 'roc_auc' : 'log_loss';

function metricOf(name: string) {
  const found = CLASS_METRICS.find((metric) => metric.name === name);
  if (found) return found;
  const names = CLASS_METRICS.map((metric) => metric.name).join(', ');
  throw new DataError('unknown_metric', `There is no metric ${name} of classification; there are ${names}.`);
}
