import { type Features } from '../../algorithms/contract.js';
import { type Clusterer, type ClusterModel, silhouette } from '../../algorithms/clustering/index.js';
import { type Matrix } from '../../algorithms/encoding/dense.js';
import { type Evaluation } from '../family.js';

/**
 * On held-out rows: the share of their squared deviations that the clusters explain, 1 − Σ‖x − m‖²/Σ‖x − x̄‖² with m
 * the mean of the training rows of the cluster that the row is assigned to (of all training rows for noise), beside a
 * single cluster; and the mean silhouette width of the assignment, which for a single cluster is 0 by definition.
 */
export function measureClusters(
  clusterer: Clusterer,
  model: ClusterModel<unknown>,
  train: Features,
  test: Features,
  seed: number,
): Evaluation {
  const [inside, outside] = [clusterer.encode(model, train), clusterer.encode(model, test)];
  const own = clusterer.predict(model, train).labels;
  const assigned = clusterer.predict(model, test).labels;
  const count = clusterer.countOf(model);
  const one = new Int32Array(test.rows).fill(-1);
  const means = clusterMeans(inside, own, count);
  const width = silhouette(outside, assigned, seed);
  const explained = (labels: Int32Array) => explainedShare(outside, labels, means, count);
  const shares = Array.from({ length: count }, (_, cluster) => ({
    name: `cluster ${cluster}: share of the training rows`,
    value: own.reduce((total, label) => total + Number(label === cluster), 0) / own.length,
  }));
  return {
    metrics: [
      {
        name: 'explained_variance',
        value: explained(assigned),
        higher_is_better: true,
        standard_error: null,
        baselines: [{ name: 'one cluster', value: explained(one) }],
      },
      {
        name: 'silhouette',
        value: width ?? 0,
        higher_is_better: true,
        standard_error: null,
        baselines: [{ name: 'one cluster', value: 0 }],
      },
    ],
    explanations: [
      ...shares.slice(0, 1000),
      { name: 'view_x: share of the variance', value: model.view.explained[0]! },
      { name: 'view_y: share of the variance', value: model.view.explained[1]! },
    ],
    notes: [
      `${count} clusters. No labels say which clusters are right: these figures tell how compact and separate they are.`,
      ...(width === null ? ['The held-out rows fall into a single cluster.'] : []),
    ],
  };
}

/**
 * (count + 1) × columns: the mean of each cluster, then of all rows; the latter also stands for a cluster without
 * rows.
 */
function clusterMeans({ rows, columns, data }: Matrix, labels: Int32Array, count: number): Float64Array {
  const sums = new Float64Array((count + 1) * columns);
  const sizes = new Float64Array(count + 1);
  for (let row = 0; row < rows; row++) {
    for (const group of labels[row]! >= 0 ? [labels[row]!, count] : [count]) {
      sizes[group]!++;
      for (let column = 0; column < columns; column++) sums[group * columns + column]! += data[row * columns + column]!;
    }
  }
  return sums.map((_, i) => {
    const group = Math.floor(i / columns);
    const source = sizes[group]! > 0 ? group : count;
    return sums[source * columns + (i % columns)]! / sizes[source]!;
  });
}

function explainedShare(
  { rows, columns, data }: Matrix,
  labels: Int32Array,
  means: Float64Array,
  count: number,
): number {
  const average = new Float64Array(columns);
  data.forEach((value, i) => (average[i % columns]! += value / rows));
  let [within, total] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const group = labels[row]! >= 0 ? labels[row]! : count;
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!;
      within += (value - means[group * columns + column]!) * (value - means[group * columns + column]!);
      total += (value - average[column]!) * (value - average[column]!);
    }
  }
  return total > 0 ? 1 - within / total : 0;
}
