import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { boostedScores, checkBoosting, logLoss, squaredLoss } from '../families/boosting.js';
import { checkForest, forestMeans } from '../families/forest.js';
import { checkLeastSquares, checkLogistic, checkPenalizedSquares, linearModel, softmax } from '../families/linear.js';
import { checkNaiveBayes, naiveBayesScores } from '../families/naive-bayes.js';
import { checkNeighbours, forEachNeighbour } from '../families/neighbours.js';
import { type ClassData, type Features } from '../features.js';
import { vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { integers, numbers } from '../tensors.js';

interface Regressor {
  check(p: TensorMap, settings: Settings, features: Features, y: Float64Array, seed: number): Check[];
  /** one number for each row */
  predict(p: TensorMap, features: Features): Float64Array;
}

interface Classifier {
  check(p: TensorMap, settings: Settings, data: ClassData, seed: number): Check[];
  /** probabilities, rows × classes, row-major */
  predict(p: TensorMap, features: Features, classes: number): Float64Array;
}

type Scores = (p: TensorMap, features: Features) => readonly Float64Array[];
const linearScores: Scores = (p, features) => linearModel(p, features).scores;
const firstOf =
  (scoresOf: Scores): Regressor['predict'] =>
  (p, features) =>
    scoresOf(p, features)[0]!;
const softmaxOf =
  (scoresOf: Scores): Classifier['predict'] =>
  (p, features) =>
    softmax(scoresOf(p, features), features.rows);

const nearestRegressor: Regressor = {
  check: checkNeighbours,
  predict(p, features) {
    const target = numbers(p, 'target');
    const values = new Float64Array(features.rows);
    forEachNeighbour(p, features, (query, row, share) => (values[query]! += share * target[row]!));
    return values;
  },
};

const forestRegressor: Regressor = {
  check: (p, settings, features, y, seed) => checkForest(p, settings, features, { values: y, isClasses: false }, seed),
  predict: forestMeans,
};

const boostedRegressor: Regressor = {
  check: (p, settings, features, y, seed) => checkBoosting(p, settings, features, squaredLoss(y), seed),
  predict: firstOf(boostedScores),
};

const nearestClassifier: Classifier = {
  check: (p, settings, { features, labels }) => checkNeighbours(p, settings, features, labels),
  predict(p, features, classes) {
    const labels = integers(p, 'labels');
    const shares = new Float64Array(features.rows * classes);
    forEachNeighbour(p, features, (query, row, share) => (shares[query * classes + labels[row]!]! += share));
    return shares;
  },
};

const forestClassifier: Classifier = {
  check(p, settings, { features, labels, classes }, seed) {
    const second = { values: Float64Array.from(labels), isClasses: true };
    return checkForest(p, settings, features, classes === 2 ? second : { labels, classes }, seed);
  },
  predict(p, features, classes) {
    const means = forestMeans(p, features);
    if (classes > 2) return means;
    return vector(2 * means.length, (at) => (at % 2 === 1 ? means[at >> 1]! : 1 - means[at >> 1]!));
  },
};

const boostedClassifier: Classifier = {
  check: (p, settings, { features, labels, classes }, seed) =>
    checkBoosting(p, settings, features, logLoss(labels, classes), seed),
  predict: softmaxOf(boostedScores),
};

export const REGRESSORS = new Map<string, Regressor>([
  ['least_squares', { check: checkLeastSquares, predict: firstOf(linearScores) }],
  ['ridge', { check: checkPenalizedSquares, predict: firstOf(linearScores) }],
  ['elastic_net', { check: checkPenalizedSquares, predict: firstOf(linearScores) }],
  ['nearest_neighbours', nearestRegressor],
  ['random_forest', forestRegressor],
  ['gradient_boosting', boostedRegressor],
]);

export const CLASSIFIERS = new Map<string, Classifier>([
  ['logistic_regression', { check: checkLogistic, predict: softmaxOf(linearScores) }],
  ['naive_bayes', { check: checkNaiveBayes, predict: softmaxOf(naiveBayesScores) }],
  ['nearest_neighbours', nearestClassifier],
  ['random_forest', forestClassifier],
  ['gradient_boosting', boostedClassifier],
]);
