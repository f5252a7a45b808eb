import type { ModelFile } from '../../../contracts/model-file.js';
import type { InputDescription } from './feature-inputs.js';
import type { Graph } from './graph.js';

/** Writes a model of one algorithm into a graph and says what the graph takes. */
export type GraphExporter = (graph: Graph, file: ModelFile) => readonly InputDescription[];

/** Names of outputs by family. */
export const CLASSIFIER: ReadonlySet<string> = new Set(['label', 'probabilities']);
export const REGRESSOR: ReadonlySet<string> = new Set(['value', 'lower', 'upper']);
export const CLUSTERER: ReadonlySet<string> = new Set(['cluster']);
export const DETECTOR: ReadonlySet<string> = new Set(['anomaly_score', 'is_anomaly']);
