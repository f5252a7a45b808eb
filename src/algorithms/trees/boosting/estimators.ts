import {
  type ClassificationData,
  type ClassPrediction,
  type Estimator,
  type Features,
  type FitContext,
  type Parameters,
  type RegressionData,
  type RegressionPrediction,
} from '../../contract.js';
import { histogramsMemory } from '../../kernels/trees/histograms.js';
import { mean } from '../../math/index.js';
import { holdOut, holdOutStratified } from '../../tabular/folds.js';
import { assertClassification, assertRegression } from '../../tabular/input.js';
import { softmaxRows } from '../../tabular/softmax.js';
import { selectClassification, selectRegression } from '../../tabular/subset.js';
import { bestRound, boost, type BoostedTrees, type BoostingRun } from './boost.js';
import { binaryLogLoss, classPriors, type Objective, softmaxLogLoss, squaredError } from './objective.js';
import { boostingParameters, boostingRules } from './parameters.js';
import { boostedFromTensors, boostedScores, boostedToTensors } from './scores.js';

const SOURCE = 'Friedman, Ann. Stat. 29, 2001; Chen & Guestrin, KDD 2016; Ke et al., NeurIPS 2017';
const VALIDATION_SHARE = 0.2;
const PATIENCE = 50;
const MOST_TREES = 2000;
/** Below this many rows a held-out fifth says too little about the number of trees. */
const FEWEST_ROWS_TO_VALIDATE = 50;
const TREES_WITHOUT_VALIDATION = 50;

/** Boosted trees on −log p of the class: one output for two classes, else one per class. */
export const boostedClassifier: Estimator<ClassificationData, BoostedTrees, Features, ClassPrediction> = {
  name: 'gradient_boosting',
  modelType: 'classification',
  title: 'Gradient-boosted trees',
  source: SOURCE,
  parameters: boostingParameters,
  memory: ({ features, classes }) => boostingMemory(features, classes.length === 2 ? 1 : classes.length),
  fit(data, given, context) {
    assertClassification(data);
    const trees = boostingRules(given).trees ?? settleClassifierTrees(data, given, context);
    return boostClassifier(data, { ...given, trees }, context).model;
  },
  predict: (model, rows) => ({ probabilities: softmaxRows(boostedScores(model, rows)) }),
  /** As boostedToTensors; the objective is binaryLogLoss for two classes, else softmaxLogLoss. */
  toTensors: boostedToTensors,
  fromTensors: boostedFromTensors,
};

/** Boosted trees on ½(y − f)², starting from the mean. */
export const boostedRegressor: Estimator<RegressionData, BoostedTrees, Features, RegressionPrediction> = {
  name: 'gradient_boosting',
  modelType: 'regression',
  title: 'Gradient-boosted trees',
  source: SOURCE,
  parameters: boostingParameters,
  memory: ({ features }) => boostingMemory(features, 1),
  fit(data, given, context) {
    assertRegression(data);
    const trees = boostingRules(given).trees ?? settleRegressorTrees(data, given, context);
    return boostRegressor(data, { ...given, trees }, context).model;
  },
  predict: (model, rows) => ({ values: boostedScores(model, rows)[0]! }),
  /** As boostedToTensors; the objective is squaredError. */
  toTensors: boostedToTensors,
  fromTensors: boostedFromTensors,
};

/** With `validation` the loss on it is followed, and training ends PATIENCE rounds after its best. */
export function boostClassifier(
  data: ClassificationData,
  given: Parameters,
  context: FitContext,
  validation?: ClassificationData,
): BoostingRun {
  const priors = classPriors(data.labels, data.classes.length);
  const objectiveOf = ({ labels }: ClassificationData): Objective =>
    priors.length === 2 ? binaryLogLoss(labels, priors) : softmaxLogLoss(labels, priors);
  const monitor = validation && {
    features: validation.features,
    objective: objectiveOf(validation),
    patience: PATIENCE,
  };
  return boost(data.features, objectiveOf(data), withTrees(given), context, monitor);
}

export function boostRegressor(
  data: RegressionData,
  given: Parameters,
  context: FitContext,
  validation?: RegressionData,
): BoostingRun {
  const base = mean(data.target);
  const monitor = validation && {
    features: validation.features,
    objective: squaredError(validation.target, base),
    patience: PATIENCE,
  };
  return boost(data.features, squaredError(data.target, base), withTrees(given), context, monitor);
}

function settleClassifierTrees(data: ClassificationData, given: Parameters, context: FitContext): number {
  if (data.features.rows < FEWEST_ROWS_TO_VALIDATE) return TREES_WITHOUT_VALIDATION;
  const { train, test } = holdOutStratified(data.labels, data.classes.length, VALIDATION_SHARE, context.seed);
  const training = selectClassification(data, train);
  const { curve } = boostClassifier(training, given, context, selectClassification(data, test));
  return bestRound(curve) + 1;
}

function settleRegressorTrees(data: RegressionData, given: Parameters, context: FitContext): number {
  if (data.features.rows < FEWEST_ROWS_TO_VALIDATE) return TREES_WITHOUT_VALIDATION;
  const { train, test } = holdOut(data.features.rows, VALIDATION_SHARE, context.seed);
  const { curve } = boostRegressor(selectRegression(data, train), given, context, selectRegression(data, test));
  return bestRound(curve) + 1;
}

function withTrees(given: Parameters) {
  const rules = boostingRules(given);
  return { ...rules, trees: rules.trees ?? MOST_TREES };
}

/** Bins, derivatives and scores per row, a fifth of the rows as routing reads them, and a pool of histograms. */
function boostingMemory({ rows, columns }: Features, outputs: number): number {
  return (
    histogramsMemory(rows, columns.length) +
    rows * (columns.length + 32 + 24 * outputs + VALIDATION_SHARE * 8 * columns.length) +
    40 * columns.length * 4096
  );
}
