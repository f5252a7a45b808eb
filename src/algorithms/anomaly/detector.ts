import {
  type Estimator,
  type Features,
  type FitContext,
  type Parameters,
  type ParameterSchema,
  type TensorLike,
} from '../contract.js';
import { encodeDense, type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { type ColumnLayout, layoutFromTensors, layoutToTensors, standardLayout } from '../linear/layout.js';
import { assertFeatures } from '../tabular/input.js';
import { RandomStream } from '../random/stream.js';
import { ParameterReader } from '../tabular/parameters.js';
import { scalar, scalarTensor } from '../tabular/tensors.js';

export interface AnomalyModel<State> {
  readonly layout: ColumnLayout;
  readonly state: State;
  /** rows whose score is above are flagged */
  readonly threshold: number;
}

export interface AnomalyPrediction {
  /** higher is more anomalous; the scale is the detector's own */
  readonly scores: Float64Array;
  /** 1 where the score is above the threshold */
  readonly flags: Uint8Array;
}

export type Detector<State = unknown> = Estimator<Features, AnomalyModel<State>, Features, AnomalyPrediction>;

interface Method<State> {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly properties?: ParameterSchema['properties'];
  readonly fit: (points: Matrix, parameters: ParameterReader, context: FitContext) => State;
  /** Scores of rows; a row of the training data is scored as if it had been left out, where that makes a difference. */
  readonly score: (state: State, points: Matrix) => Float64Array;
  readonly toTensors: (state: State) => [string, TensorLike][];
  readonly fromTensors: (tensors: ReadonlyMap<string, TensorLike>) => State;
  /** bytes beside the encoded rows */
  readonly memory: (rows: number, columns: number, parameters: ParameterReader) => number;
}

/** A quantile of so many scores is known to a tenth of a percent. */
const ROWS_FOR_THRESHOLD = 20_000;

const CONTAMINATION = {
  type: 'number',
  description: 'Share of the training rows that is flagged: the threshold is the score that so many exceed.',
  default: 0.05,
  exclusiveMinimum: 0,
  maximum: 0.5,
} as const;

/**
 * Scoring of rows without labels. Tensors of every detector: the layout (linear/layout.ts, numbers standardised),
 * `threshold` F64 [1] and those of its state. `threshold` is the score at rank ⌊contamination · n⌋ + 1 from above
 * among the n training rows, so that at most ⌊contamination · n⌋ of them exceed it; of more than 20,000 rows those
 * that come first after RandomStream(seed, 'threshold').shuffle are taken.
 */
export function detector<State>(method: Method<State>): Detector<State> {
  const { name, title, source } = method;
  const parameters: ParameterSchema = {
    type: 'object',
    additionalProperties: false,
    properties: { contamination: CONTAMINATION, ...method.properties },
  };
  return {
    name,
    modelType: 'anomaly',
    title,
    source,
    parameters,
    memory(features, given) {
      const columns = encodedColumns(features);
      const bytes = method.memory(features.rows, columns, new ParameterReader(parameters, given));
      return 8 * features.rows * (columns + 2) + bytes;
    },
    fit(features: Features, given: Parameters, context: FitContext) {
      assertFeatures(features);
      const reader = new ParameterReader(parameters, given);
      const layout = standardLayout(features);
      const points = encodeDense(layout, features);
      const state = method.fit(points, reader, context);
      const sample = sampleRows(points, context.seed);
      const threshold = upperQuantile(method.score(state, sample), reader.number('contamination'));
      return { layout, state, threshold };
    },
    predict({ layout, state, threshold }, features) {
      const scores = method.score(state, encodeDense(layout, features));
      return { scores, flags: Uint8Array.from(scores, (score) => (score > threshold ? 1 : 0)) };
    },
    toTensors: ({ layout, state, threshold }) =>
      new Map([...layoutToTensors(layout), ['threshold', scalar(threshold)], ...method.toTensors(state)]),
    fromTensors: (tensors) => ({
      layout: layoutFromTensors(tensors),
      state: method.fromTensors(tensors),
      threshold: scalarTensor(tensors, 'threshold'),
    }),
  };
}

function encodedColumns({ columns }: Features): number {
  return columns.reduce((total, column) => total + (column.kind === 'number' ? 1 : column.levels.length), 0);
}

function sampleRows(points: Matrix, seed: number): Matrix {
  if (points.rows <= ROWS_FOR_THRESHOLD) return points;
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  new RandomStream(seed, 'threshold').shuffle(order);
  return selectMatrixRows(points, order.slice(0, ROWS_FOR_THRESHOLD).sort());
}

function upperQuantile(scores: Float64Array, share: number): number {
  const ascending = scores.slice().sort();
  return ascending[ascending.length - 1 - Math.floor(share * ascending.length)]!;
}
