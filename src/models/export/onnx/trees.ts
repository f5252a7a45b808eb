import { mapperFromTensors } from '../../../algorithms/trees/binning/mapper.js';
import { ensembleFromTensors, inSet, SET_WORDS, type TreeEnsemble } from '../../../algorithms/trees/ensemble.js';
import { float64Tensor } from '../../../algorithms/tabular/tensors.js';
import type { ModelFile } from '../../../contracts/model-file.js';
import { featureInputs, type GraphFeature } from './feature-inputs.js';
import type { Graph } from './graph.js';
import { classifierOutputs, probabilitiesOf, regressorOutputs } from './heads.js';
import { CLASSIFIER, type GraphExporter, REGRESSOR } from './exporter.js';
import { type TreeNode, TreeNodes } from './tree-nodes.js';

export const exportForestClassifier: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, CLASSIFIER);
  const { means, outputs } = forestMeans(graph, file, features);
  const other = () => graph.node('Sub', [graph.doubles([1], [1, 1]), means]);
  classifierOutputs(graph, file, outputs > 1 ? means : graph.concat([other(), means]));
  return inputs;
};

export const exportForestRegressor: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, REGRESSOR);
  regressorOutputs(graph, file, forestMeans(graph, file, features).means);
  return inputs;
};

export const exportBoostedClassifier: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, CLASSIFIER);
  const { scores, outputs } = boostedScores(graph, file, features);
  classifierOutputs(graph, file, probabilitiesOf(graph, scores, outputs));
  return inputs;
};

export const exportBoostedRegressor: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, REGRESSOR);
  regressorOutputs(graph, file, boostedScores(graph, file, features).scores);
  return inputs;
};

function forestMeans(graph: Graph, file: ModelFile, features: readonly GraphFeature[]) {
  const ensemble = ensembleFromTensors(file.parameters);
  const { outputs, leafValues, roots } = ensemble;
  const leaf = (row: number) =>
    Array.from({ length: outputs }, (_, output) => ({ output, value: leafValues[row * outputs + output]! }));
  const sums = treeSums(graph, file, features, ensemble, outputs, leaf);
  return { means: graph.node('Div', [sums, graph.doubles([roots.length], [1, 1])]), outputs };
}

function boostedScores(graph: Graph, file: ModelFile, features: readonly GraphFeature[]) {
  const ensemble = ensembleFromTensors(file.parameters);
  const base = float64Tensor(file.parameters, 'base');
  const leaf = (row: number, tree: number) => [{ output: tree % base.length, value: ensemble.leafValues[row]! }];
  const sums = treeSums(graph, file, features, ensemble, base.length, leaf);
  return { scores: graph.node('Add', [sums, graph.doubles(base, [1, base.length])]), outputs: base.length };
}

/** double [rows, outputs]: the sum of the leaves that a row reaches. The operator rounds it to 32 bits. */
function treeSums(
  graph: Graph,
  { parameters }: ModelFile,
  features: readonly GraphFeature[],
  ensemble: TreeEnsemble,
  outputs: number,
  leaf: (row: number, tree: number) => { readonly output: number; readonly value: number }[],
): string {
  const { feature, left, threshold, roots } = ensemble;
  const columns = new TreeColumns(graph, features, ensemble, mapperFromTensors(parameters).levelBins);
  const nodes = new TreeNodes(outputs);
  roots.forEach((root, tree) =>
    nodes.add(root, (node): TreeNode => {
      if (feature[node]! < 0) return { leaf: leaf(threshold[node]!, tree) };
      return { ...columns.split(feature[node]!, threshold[node]!), yes: left[node]!, no: left[node]! + 1 };
    }),
  );
  return graph.cast(graph.learned('TreeEnsembleRegressor', [columns.joined()], nodes.attributes()), 'double');
}

/**
 * The columns that trees split on: each number, and for each set of a category's levels a column that is 0 for its members
 * and 1 for all others, so that every split is `≤`. The same set is one column, however often it is split on.
 */
class TreeColumns {
  private readonly numbers = new Map<number, number>();
  private readonly sets = new Map<string, number>();
  private readonly members: { readonly feature: number; readonly set: number }[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly features: readonly GraphFeature[],
    private readonly ensemble: TreeEnsemble,
    private readonly levelBins: readonly Uint8Array[],
  ) {
    features.forEach(({ kind }, i) => kind === 'number' && this.numbers.set(i, this.numbers.size));
  }

  split(feature: number, threshold: number): { column: number; limit: number } {
    const number = this.numbers.get(feature);
    if (number !== undefined) return { column: number, limit: threshold };
    const words = this.ensemble.sets.subarray(threshold * SET_WORDS, (threshold + 1) * SET_WORDS);
    const key = `${feature}:${words.join()}`;
    const known = this.sets.get(key);
    if (known !== undefined) return { column: this.numbers.size + known, limit: 0.5 };
    this.sets.set(key, this.members.length);
    this.members.push({ feature, set: threshold });
    return { column: this.numbers.size + this.members.length - 1, limit: 0.5 };
  }

  /** double [rows, columns], once all splits are known */
  joined(): string {
    const numbers = [...this.numbers.keys()].map((i) => (this.features[i] as { value: string }).value);
    const sets = this.members.map(({ feature, set }) => this.membership(feature, set));
    if (numbers.length + sets.length > 0) return this.graph.concat([...numbers, ...sets]);
    // Trees of nothing but their roots look at no column, and the operator wants one.
    const { code } = this.features[0] as { code: string };
    return this.graph.cast(this.graph.node('Reshape', [code, this.graph.integers([-1, 1], [2])]), 'double');
  }

  private membership(feature: number, set: number): string {
    const { code, levels } = this.features[feature] as Extract<GraphFeature, { kind: 'category' }>;
    const bins = this.levelBins[feature]!;
    const outside = Array.from({ length: levels + 1 }, (_, level) =>
      inSet(this.ensemble.sets, set, level < levels ? bins[level]! : 0) ? 0 : 1,
    );
    return this.graph.node('Gather', [this.graph.doubles(outside, [levels + 1, 1]), code]);
  }
}
