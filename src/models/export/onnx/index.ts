import type { ModelType } from '../../../contracts/model-types.js';
import type { ModelFile } from '../../../contracts/model-file.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import type { GraphExporter } from './exporter.js';
import { exportAls, exportIals } from './factors.js';
import { Graph } from './graph.js';
import { exportLinearClassifier, exportLinearRegressor } from './linear.js';
import { exportNaiveBayes } from './naive-bayes.js';
import {
  exportBoostedClassifier,
  exportBoostedRegressor,
  exportForestClassifier,
  exportForestRegressor,
} from './trees.js';
import { exportIsolationForest, exportKMeans } from './unsupervised.js';

/** The algorithms whose models ONNX can hold, by family. */
export const ONNX_EXPORTERS: Record<ModelType, ReadonlyMap<string, GraphExporter>> = {
  classification: new Map([
    ['logistic_regression', exportLinearClassifier],
    ['naive_bayes', exportNaiveBayes],
    ['random_forest', exportForestClassifier],
    ['gradient_boosting', exportBoostedClassifier],
  ]),
  regression: new Map([
    ['least_squares', exportLinearRegressor],
    ['ridge', exportLinearRegressor],
    ['elastic_net', exportLinearRegressor],
    ['random_forest', exportForestRegressor],
    ['gradient_boosting', exportBoostedRegressor],
  ]),
  clustering: new Map([['k_means', exportKMeans]]),
  anomaly: new Map([['isolation_forest', exportIsolationForest]]),
  recommendation: new Map([
    ['als', exportAls],
    ['ials', exportIals],
  ]),
  forecasting: new Map(),
};

/**
 * The model with its preprocessing as ONNX (opset 17, ai.onnx.ml 3), or null where its algorithm has no such form. The
 * metadata says which input is which column; docs/export.md explains it.
 */
export function toOnnx(file: ModelFile, digest: string): Uint8Array | null {
  const { model_type, algorithm, code_version } = file.config;
  const exporter = ONNX_EXPORTERS[model_type].get(algorithm);
  if (!exporter) return null;
  const graph = new Graph();
  const inputs = exporter(graph, file);
  const metadata = new Map([
    ['algoapi.format', 'algoapi-onnx/1'],
    ['algoapi.model_type', model_type],
    ['algoapi.algorithm', algorithm],
    ['algoapi.model_sha256', digest],
    ['algoapi.inputs', JSON.stringify(inputs)],
  ]);
  if (model_type === 'classification')
    metadata.set('algoapi.classes', JSON.stringify(stringsFromTensors('classes', file.parameters)));
  return graph.finish(`${model_type}/${algorithm}`, code_version, metadata);
}
