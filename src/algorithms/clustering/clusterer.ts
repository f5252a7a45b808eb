import {
  type Estimator,
  type Features,
  type FitContext,
  type Parameters,
  type ParameterSchema,
  type TensorLike,
} from '../contract.js';
import { encodeDense, type Matrix } from '../encoding/dense.js';
import { type ColumnLayout, layoutFromTensors, layoutToTensors, rawLayout, standardLayout } from '../linear/layout.js';
import { assertFeatures } from '../tabular/input.js';
import { ParameterReader } from '../tabular/parameters.js';
import { principalView, project, type View, viewFromTensors, viewToTensors } from './view.js';

export interface ClusterModel<State> {
  readonly layout: ColumnLayout;
  readonly view: View;
  readonly state: State;
}

export interface ClusterPrediction {
  /** cluster of each row, from 0; −1 is noise */
  readonly labels: Int32Array;
  /** rows × 2: coordinates in the plane of the first two principal components */
  readonly plane: Float64Array;
}

export interface Clusterer<State = unknown> extends Estimator<
  Features,
  ClusterModel<State>,
  Features,
  ClusterPrediction
> {
  /** what the clusters were found in and are measured in */
  encode(model: ClusterModel<State>, features: Features): Matrix;
  countOf(model: ClusterModel<State>): number;
  /** the values that `fit` found for parameters that were null */
  settled(model: ClusterModel<State>): Parameters;
}

interface Method<State> {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly properties: ParameterSchema['properties'];
  readonly fit: (points: Matrix, parameters: ParameterReader, context: FitContext) => State;
  readonly assign: (state: State, points: Matrix) => Int32Array;
  readonly countOf: (state: State) => number;
  readonly settled: (state: State) => Parameters;
  readonly toTensors: (state: State) => [string, TensorLike][];
  readonly fromTensors: (tensors: ReadonlyMap<string, TensorLike>) => State;
  /** bytes beside the encoded rows */
  readonly memory: (rows: number, columns: number, parameters: ParameterReader) => number;
}

const SCALING = {
  type: 'string',
  description: 'Whether numbers are brought to mean 0 and standard deviation 1 before distances are measured.',
  default: 'standardize',
  enum: ['standardize', 'none'],
} as const;

/**
 * Tensors of every clusterer: the layout (linear/layout.ts: numbers standardised or, with scaling `none`, as they
 * are; one 0/1 column per level of a category), the view (view.ts), and those of its state.
 */
export function clusterer<State>(method: Method<State>): Clusterer<State> {
  const { name, title, source } = method;
  const parameters: ParameterSchema = {
    type: 'object',
    additionalProperties: false,
    properties: { ...method.properties, scaling: SCALING },
  };
  const encode = ({ layout }: ClusterModel<State>, features: Features) => encodeDense(layout, features);
  return {
    name,
    modelType: 'clustering',
    title,
    source,
    parameters,
    encode,
    countOf: ({ state }) => method.countOf(state),
    settled: ({ state }) => method.settled(state),
    memory(features, given) {
      const columns = features.columns.reduce(
        (total, column) => total + (column.kind === 'number' ? 1 : column.levels.length),
        0,
      );
      return (
        8 * features.rows * (columns + 4) +
        method.memory(features.rows, columns, new ParameterReader(parameters, given))
      );
    },
    fit(features, given, context) {
      assertFeatures(features);
      const reader = new ParameterReader(parameters, given);
      const layout = (reader.string('scaling') === 'none' ? rawLayout : standardLayout)(features);
      const points = encodeDense(layout, features);
      return { layout, view: principalView(points), state: method.fit(points, reader, context) };
    },
    predict(model, features) {
      const points = encode(model, features);
      return { labels: method.assign(model.state, points), plane: project(model.view, points) };
    },
    toTensors: ({ layout, view, state }) =>
      new Map([...layoutToTensors(layout), ...viewToTensors(view), ...method.toTensors(state)]),
    fromTensors: (tensors) => ({
      layout: layoutFromTensors(tensors),
      view: viewFromTensors(tensors),
      state: method.fromTensors(tensors),
    }),
  };
}
