import { averagePathLengths } from '../../../algorithms/anomaly/isolation-tree.js';
import { isolationForest } from '../../../algorithms/anomaly/isolation-forest.js';
import { kMeans } from '../../../algorithms/clustering/k-means.js';
import { densePoints } from './encodings.js';
import { featureInputs } from './feature-inputs.js';
import { flat } from './heads.js';
import { CLUSTERER, DETECTOR, type GraphExporter } from './exporter.js';
import { type TreeNode, TreeNodes } from './tree-nodes.js';

/** The centre of least squared distance, the lowest of equals. */
export const exportKMeans: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, CLUSTERER);
  const { layout, state } = kMeans.fromTensors(file.parameters);
  const { rows, columns, data } = state.centres;
  const points = graph.node('Unsqueeze', [densePoints(graph, layout, features), graph.integers([1], [1])]);
  const distances = graph.node('Sub', [points, graph.doubles(data, [1, rows, columns])]);
  const squares = graph.node('ReduceSumSquare', [distances], { axes: { ints: [2] }, keepdims: { int: 0 } });
  const nearest = graph.node('ArgMin', [squares], { axis: { int: 1 }, keepdims: { int: 0 } });
  graph.output('cluster', nearest, 'int64', ['rows'], 'the cluster of each row, from 0');
  return inputs;
};

/** 2^(−E[h]/c(ψ)) */
export const exportIsolationForest: GraphExporter = (graph, file) => {
  const { features, inputs } = featureInputs(graph, file, DETECTOR);
  const { layout, state, threshold } = isolationForest.fromTensors(file.parameters);
  const { roots, column, threshold: limits, right, path } = state.forest;
  const nodes = new TreeNodes(1);
  for (let tree = 0; tree < roots.length - 1; tree++)
    nodes.add(roots[tree]!, (node): TreeNode => {
      if (column[node]! < 0) return { leaf: [{ output: 0, value: path[node]! }] };
      return { column: column[node]!, limit: limits[node]!, yes: node + 1, no: right[node]! };
    });
  const total = graph.learned('TreeEnsembleRegressor', [densePoints(graph, layout, features)], nodes.attributes());
  const unit = averagePathLengths(state.sampleSize)[state.sampleSize]!;
  const exponents = graph.doubles([unit > 0 ? -1 / ((roots.length - 1) * unit) : 0], [1, 1]);
  const depth = graph.node('Mul', [graph.cast(total, 'double'), exponents]);
  // A single training row has no path, and every row the score of an average one.
  const base = graph.doubles([unit > 0 ? 1 : 0.5], [1, 1]);
  const score = flat(graph, graph.node('Mul', [base, graph.node('Pow', [graph.doubles([2], [1, 1]), depth])]));
  graph.output('anomaly_score', score, 'double', ['rows'], 'higher is more anomalous, in (0, 1]');
  const flag = graph.node('Greater', [score, graph.doubles([threshold], [1])]);
  graph.output('is_anomaly', flag, 'bool', ['rows'], `whether the score is above ${threshold}`);
  return inputs;
};
