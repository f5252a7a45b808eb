import { calibrationFromTensors } from '../../../algorithms/tabular/calibration.js';
import { intervalsFromTensors } from '../../../algorithms/tabular/interval.js';
import type { ModelFile } from '../../../contracts/model-file.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import type { Graph } from './graph.js';

/** Probabilities are kept from 0 before a logarithm, as in algorithms/tabular/calibration.ts. */
const FLOOR = 1e-7;
/** Of the intervals that a file holds, the one that is served. */
const SERVED_LEVEL = 0.9;

/** double [rows, classes] from scores: log-odds of class 1 if there is one output, else one score for each class. */
export function probabilitiesOf(graph: Graph, scores: string, outputs: number): string {
  if (outputs > 1) return graph.node('Softmax', [scores], { axis: { int: 1 } });
  return graph.concat([graph.node('Sigmoid', [graph.node('Neg', [scores])]), graph.node('Sigmoid', [scores])]);
}

/** `label` and `probabilities`, calibrated as the model is. */
export function classifierOutputs(graph: Graph, { parameters }: ModelFile, probabilities: string): void {
  const classes = stringsFromTensors('classes', parameters);
  const calibration = calibrationFromTensors(parameters);
  let calibrated = probabilities;
  if (calibration) {
    const floored = graph.node('Max', [probabilities, graph.doubles([FLOOR], [1, 1])]);
    const scaled = graph.node('Mul', [graph.node('Log', [floored]), graph.doubles([calibration.slope], [1, 1])]);
    const shifted = graph.node('Add', [scaled, graph.doubles(calibration.bias, [1, classes.length])]);
    calibrated = graph.node('Softmax', [shifted], { axis: { int: 1 } });
  }
  const best = graph.node('ArgMax', [calibrated], { axis: { int: 1 }, keepdims: { int: 0 } });
  const label = graph.node('Gather', [graph.texts(classes), best]);
  graph.output('label', label, 'string', ['rows'], 'the most probable class');
  const order = `in the order ${JSON.stringify(classes)}`;
  graph.output('probabilities', calibrated, 'double', ['rows', classes.length], `probability of each class, ${order}`);
}

/** `value`, and `lower` and `upper` where the model knows its intervals. `values`: double [rows, 1] */
export function regressorOutputs(graph: Graph, { parameters }: ModelFile, values: string): void {
  const value = flat(graph, values);
  graph.output('value', value, 'double', ['rows'], 'the predicted target');
  const intervals = intervalsFromTensors(parameters);
  const radius = intervals?.radii[intervals.levels.indexOf(SERVED_LEVEL)];
  if (radius === undefined) return;
  const reach = graph.doubles([radius], [1]);
  const meaning = `the target lies between lower and upper with a probability of at least ${SERVED_LEVEL}`;
  graph.output('lower', graph.node('Sub', [value, reach]), 'double', ['rows'], meaning);
  graph.output('upper', graph.node('Add', [value, reach]), 'double', ['rows'], meaning);
}

/** [rows, 1] → [rows] */
export const flat = (graph: Graph, column: string): string =>
  graph.node('Reshape', [column, graph.integers([-1], [1])]);
