import { linearFromTensors } from '../../../algorithms/linear/linear-model.js';
import { linearSum } from './encodings.js';
import { featureInputs } from './feature-inputs.js';
import { classifierOutputs, probabilitiesOf, regressorOutputs } from './heads.js';
import { CLASSIFIER, type GraphExporter, REGRESSOR } from './exporter.js';
import type { Graph } from './graph.js';
import type { GraphFeature } from './feature-inputs.js';
import type { ModelFile } from '../../../contracts/model-file.js';

export const exportLinearClassifier: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, CLASSIFIER);
  const { scores, outputs } = linearScores(graph, file, features);
  classifierOutputs(graph, file, probabilitiesOf(graph, scores, outputs));
  return inputs;
};

export const exportLinearRegressor: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, REGRESSOR);
  regressorOutputs(graph, file, linearScores(graph, file, features).scores);
  return inputs;
};

/** double [rows, outputs] */
function linearScores(graph: Graph, { parameters }: ModelFile, features: readonly GraphFeature[]) {
  const { layout, coefficients, intercept } = linearFromTensors(parameters);
  const [outputs, columns] = [intercept.length, coefficients.length / intercept.length];
  const sum = linearSum(graph, layout, features, outputs, (column, k) => coefficients[k * columns + column]!);
  const start = graph.doubles(intercept, [1, outputs]);
  return { scores: sum === null ? start : graph.node('Add', [sum, start]), outputs };
}
