import { naiveBayes } from '../../../algorithms/bayes/naive-bayes.js';
import { log } from '../../../algorithms/math/index.js';
import { levelTable } from './encodings.js';
import { featureInputs, type GraphFeature } from './feature-inputs.js';
import { classifierOutputs, probabilitiesOf } from './heads.js';
import { CLASSIFIER, type GraphExporter } from './exporter.js';
import type { Graph } from './graph.js';

type Model = ReturnType<typeof naiveBayes.fromTensors>;

/** log P(k, x) = log n_k/n + Σ numbers −½ log v − (x − m)²/2v + Σ levels log share, then softmax. */
export const exportNaiveBayes: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, CLASSIFIER);
  const model = naiveBayes.fromTensors(file.parameters);
  const classes = model.classCounts.length;
  const rows = model.classCounts.reduce((sum, count) => sum + count, 0);
  const priors = model.classCounts.map((count) => log(count / rows));
  const terms = [...numbers(graph, model, features), ...categories(graph, model, features)];
  const start = graph.doubles(priors, [1, classes]);
  const scores = terms.reduce((sum, term) => graph.node('Add', [sum, term]), start);
  classifierOutputs(graph, file, probabilitiesOf(graph, scores, classes));
  return inputs;
};

function numbers(graph: Graph, model: Model, features: readonly GraphFeature[]): string[] {
  const values = features.flatMap((feature) => (feature.kind === 'number' ? [feature.value] : []));
  if (values.length === 0) return [];
  const classes = model.classCounts.length;
  const shape = [1, values.length, classes];
  const variances = model.variances.map((variance) => variance + model.varianceFloor);
  const cube = graph.node('Unsqueeze', [graph.concat(values), graph.integers([2], [1])]);
  const distance = graph.node('Sub', [cube, graph.doubles(model.means, shape)]);
  const squares = graph.node('Mul', [distance, distance]);
  const weighted = graph.node('Mul', [
    squares,
    graph.doubles(
      variances.map((v) => -1 / (2 * v)),
      shape,
    ),
  ]);
  const shifted = graph.node('Add', [
    weighted,
    graph.doubles(
      variances.map((v) => -log(v) / 2),
      shape,
    ),
  ]);
  return [graph.node('ReduceSum', [shifted, graph.integers([1], [1])], { keepdims: { int: 0 } })];
}

function categories(
  graph: Graph,
  { levelCounts, classCounts, alpha }: Model,
  features: readonly GraphFeature[],
): string[] {
  const classes = classCounts.length;
  let at = 0;
  return features.flatMap((feature) => {
    if (feature.kind === 'number') return [];
    const { levels } = feature;
    const from = at;
    at += levels * classes;
    const count = (level: number, k: number) => levelCounts[from + level * classes + k]!;
    const known = Float64Array.from(classCounts, (_, k) => {
      let sum = 0;
      for (let level = 0; level < levels; level++) sum += count(level, k);
      return sum;
    });
    return [
      levelTable(graph, feature, classes, (level, k) => log((count(level, k) + alpha) / (known[k]! + alpha * levels))),
    ];
  });
}
