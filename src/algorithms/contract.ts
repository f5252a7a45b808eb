import { type Threads } from './kernels/threads/threads.js';

/**
 * The one shape of every estimator. Parameters are validated against `parameters` before `fit`; `fit` validates the
 * data, returns a model and keeps no state; a model is plain data that `toTensors` writes and `fromTensors` reads back to
 * the same bits. Same data, parameters and seed give the same model, at any number of threads.
 */
export interface Estimator<Data, Model, Rows, Prediction> {
  /** as a client names it: `als`, `logistic_regression`, … */
  readonly name: string;
  readonly modelType: string;
  /** one line for the catalogue */
  readonly title: string;
  /** paper or book that the method is taken from */
  readonly source: string;
  readonly parameters: ParameterSchema;
  /** Peak bytes that `fit` takes on this data, within a factor of two, predicted before it starts. */
  memory(data: Data, parameters: Parameters): number;
  fit(data: Data, parameters: Parameters, context: FitContext): Model;
  predict(model: Model, rows: Rows): Prediction;
  toTensors(model: Model): ReadonlyMap<string, TensorLike>;
  fromTensors(tensors: ReadonlyMap<string, TensorLike>): Model;
}

export type Parameters = Readonly<Record<string, number | string | boolean | null>>;

/** JSON Schema (2020-12) of scalar hyper-parameters; each with its default, range and meaning. */
export interface ParameterSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, ParameterProperty>>;
}

export interface ParameterProperty {
  readonly type: 'number' | 'integer' | 'string' | 'boolean' | readonly ['number' | 'integer', 'null'];
  readonly description: string;
  readonly default: number | string | boolean | null;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
}

export interface TensorLike {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;
}

export interface FitContext {
  /** 0..2^53−1; each purpose draws from its own stream of it, see random/ */
  readonly seed: number;
  /** threads that a fit may use; without them it has its own. The model is the same */
  readonly threads?: Threads | undefined;
  /** `done` in 0..1, figures as loss or a held-out metric: the truth of this iteration, for the task's log */
  readonly onProgress?: (done: number, message: string, figures?: readonly Figure[]) => void;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
}

/** Tabular input, complete: missing cells were filled by the recipe before. */
export type Feature =
  | { readonly kind: 'number'; readonly name: string; readonly values: Float64Array }
  /** `codes` index `levels`; −1 is a level that was not seen in training */
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly codes: Int32Array;
      readonly levels: readonly string[];
    };

export interface Features {
  readonly rows: number;
  readonly columns: readonly Feature[];
}

export interface ClassificationData {
  readonly features: Features;
  /** class of each row, index into `classes` */
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

export interface RegressionData {
  readonly features: Features;
  readonly target: Float64Array;
}

/** Interactions by index. `ratings` is null where only the fact of an interaction is known. */
export interface RatingData {
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly ratings: Float64Array | null;
  readonly userCount: number;
  readonly itemCount: number;
}

/** One or many equally spaced series, each without gaps. */
export interface SeriesData {
  readonly series: readonly { readonly id: string; readonly values: Float64Array }[];
  /** observations per season; 1 is none */
  readonly period: number;
}

export interface ClassPrediction {
  /** rows × classes, row-major; each row sums to 1 */
  readonly probabilities: Float64Array;
}

export interface RegressionPrediction {
  readonly values: Float64Array;
}

/** Bad data for this method, in words that a client understands. */
export class DataError extends Error {
  override readonly name = 'DataError';
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
