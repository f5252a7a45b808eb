import {
  type ClassificationData,
  type ClassPrediction,
  type Estimator,
  type Features,
  type Parameters,
  type ParameterSchema,
  type RegressionData,
  type RegressionPrediction,
} from '../../contract.js';
import { assertClassification, assertRegression } from '../../tabular/input.js';
import { ParameterReader } from '../../tabular/parameters.js';
import { type Forest, forestFromTensors, forestMeans, forestToTensors, growForest } from './forest.js';
import { type ForestRules } from './grow.js';
import { classTarget, numberTarget } from './target.js';

const SOURCE = 'Breiman, Machine Learning 45, 2001';

const parametersOf = (featureShare: string): ParameterSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: {
    trees: { type: 'integer', default: 200, minimum: 1, maximum: 10_000, description: 'Trees of the forest.' },
    min_leaf: {
      type: 'integer',
      default: 2,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Least bootstrap draws in a leaf; larger is smoother and smaller in memory.',
    },
    feature_fraction: {
      type: ['number', 'null'],
      default: null,
      exclusiveMinimum: 0,
      maximum: 1,
      description: `Share of the features that a node looks at; null: ${featureShare}.`,
    },
    max_depth: {
      type: ['integer', 'null'],
      default: null,
      minimum: 1,
      maximum: 64,
      description: 'Splits on the longest path; null: no limit.',
    },
  },
});

const classifierParameters = parametersOf('the square root of their number');
const regressorParameters = parametersOf('a third of them');

export const forestClassifier: Estimator<ClassificationData, Forest, Features, ClassPrediction> = {
  name: 'random_forest',
  modelType: 'classification',
  title: 'Random forest',
  source: SOURCE,
  parameters: classifierParameters,
  memory: ({ features, classes }, given) =>
    forestMemory(features, classes.length === 2 ? 1 : classes.length, classifierParameters, given),
  fit(data, given, context) {
    assertClassification(data);
    const count = data.features.columns.length;
    const { trees, rules } = rulesOf(classifierParameters, given, count, Math.floor(Math.sqrt(count)));
    return growForest(data.features, classTarget(data.labels, data.classes.length), trees, rules, context);
  },
  predict: (model, rows) => ({ probabilities: classShares(forestMeans(model, rows), model.ensemble.outputs) }),
  /** As forestToTensors; one output per class, or the share of class 1 alone if there are two. */
  toTensors: forestToTensors,
  fromTensors: forestFromTensors,
};

export const forestRegressor: Estimator<RegressionData, Forest, Features, RegressionPrediction> = {
  name: 'random_forest',
  modelType: 'regression',
  title: 'Random forest',
  source: SOURCE,
  parameters: regressorParameters,
  memory: ({ features }, given) => forestMemory(features, 1, regressorParameters, given),
  fit(data, given, context) {
    assertRegression(data);
    const count = data.features.columns.length;
    const { trees, rules } = rulesOf(regressorParameters, given, count, Math.ceil(count / 3));
    return growForest(data.features, numberTarget(data.target), trees, rules, context);
  },
  predict: (model, rows) => ({ values: forestMeans(model, rows) }),
  /** As forestToTensors; one output. */
  toTensors: forestToTensors,
  fromTensors: forestFromTensors,
};

/** Two classes are stored as the share p of class 1: (1 − p, p). */
const classShares = (means: Float64Array, outputs: number): Float64Array =>
  outputs > 1
    ? means
    : Float64Array.from({ length: 2 * means.length }, (_, i) => (i % 2 === 1 ? means[i >> 1]! : 1 - means[i >> 1]!));

function rulesOf(schema: ParameterSchema, given: Parameters, count: number, usual: number) {
  const reader = new ParameterReader(schema, given);
  const share = reader.optionalNumber('feature_fraction');
  const rules: ForestRules = {
    featuresPerNode: Math.max(1, share === null ? usual : Math.ceil(share * count)),
    minLeaf: reader.number('min_leaf'),
    maxDepth: reader.optionalNumber('max_depth') ?? Infinity,
  };
  return { trees: reader.number('trees'), rules };
}

/** Two nodes of 16 bytes and one leaf for each `min_leaf` of the distinct rows of each tree, while arrays grow twice that. */
function forestMemory(features: Features, outputs: number, schema: ParameterSchema, given: Parameters): number {
  const reader = new ParameterReader(schema, given);
  const leaves = (reader.number('trees') * features.rows * 0.63) / reader.number('min_leaf');
  return 2 * leaves * (32 + 8 * outputs) + features.rows * (9 * features.columns.length + 44 + 8 * outputs);
}
