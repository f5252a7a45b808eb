import { type TensorMap } from '../../../contracts/safetensors.js';
import { type Evidence, type ModelTypeChecker } from '../evidence.js';
import { checkAnomaly, detectorOf } from '../families/anomaly.js';
import { checkClustering, clustererOf } from '../families/clustering.js';
import { type Features, selectFeatures, standardization, tableFeatures } from '../features.js';
import { encode, type Points, select, squaredDistance } from '../points.js';
import { Replay } from '../random.js';
import { compareMetrics } from '../replay.js';

/** A fifth of the rows, the first of a shuffle. */
function splitAtRandom({ table, claim }: Evidence): Uint32Array {
  const rows = Uint32Array.from(table.sourceRows, (_, row) => row);
  return new Replay(claim.seed, 'split')
    .shuffle(rows)
    .slice(0, Math.ceil(0.2 * rows.length))
    .sort();
}

export const anomaly: ModelTypeChecker = {
  split: splitAtRandom,

  fit: (evidence, fit) => ({
    checks: checkAnomaly(
      evidence.claim.algorithm,
      fit.file.parameters,
      fit.settings,
      tableFeatures(evidence, fit),
      evidence.claim.seed,
    ),
    limits: ['There are no labels: whether the flagged rows are wrong is not measured.'],
  }),

  /** Spearman's rank correlation of the scores of two detectors, each fitted to one half of the training rows. */
  metrics(evidence, evaluation, testRows) {
    const { algorithm, seed, metrics } = evidence.claim;
    const train = tableFeatures(evidence, evaluation);
    const test = tableFeatures(evidence, { ...evaluation, rows: testRows });
    const detector = detectorOf(algorithm);
    const order = new Replay(seed, 'stability').shuffle(Uint32Array.from({ length: train.rows }, (_, row) => row));
    const half = Math.floor(train.rows / 2);
    const [left, right] = [order.slice(0, half), order.slice(half)].map((rows) => {
      const features = selectFeatures(train, rows.sort());
      const layout = layoutOf(evaluation.file.parameters, features);
      const state = detector.fit(encode(layout, features), evaluation.settings, seed);
      return ranksOf(detector.scores(state, encode(layout, test)));
    });
    const n = test.rows;
    const squares = left!.reduce((sum, rank, row) => sum + (rank - right![row]!) * (rank - right![row]!), 0);
    const value = n > 1 ? 1 - (6 * squares) / (n * (n * n - 1)) : 1;
    const replayed = [
      { name: 'rank_stability', figure: { value, error: null }, baselines: [{ name: 'random order', value: 0 }] },
    ];
    return compareMetrics(metrics, replayed, `${n} held-out rows, all`);
  },
};

export const clustering: ModelTypeChecker = {
  split: splitAtRandom,

  fit: (evidence, fit) => ({
    checks: checkClustering(evidence.claim.algorithm, fit.file.parameters, fit.settings, tableFeatures(evidence, fit)),
    limits: ['The clusters are a local optimum; no labels say which clusters are right.'],
  }),

  metrics(evidence, evaluation, testRows) {
    const { algorithm, seed, metrics } = evidence.claim;
    const p = evaluation.file.parameters;
    const clusterer = clustererOf(algorithm);
    const [train, test] = [evaluation.rows, testRows].map((rows) =>
      encode(p, tableFeatures(evidence, { ...evaluation, rows })),
    );
    const labels = clusterer.labels(p, test!);
    const means = clusterMeans(train!, clusterer.labels(p, train!));
    const explained = (own: Int32Array) => explainedShare(test!, own, means);
    const one = explained(labels.map(() => -1));
    const figure = (value: number, naive: number) => ({
      figure: { value, error: null },
      baselines: [{ name: 'one cluster', value: naive }],
    });
    const replayed = [
      { name: 'explained_variance', ...figure(explained(labels), one) },
      { name: 'silhouette', ...figure(silhouette(test!, labels, seed), 0) },
    ];
    return compareMetrics(metrics, replayed, `${test!.rows} held-out rows, all`);
  },
};

/** The layout of a fit to other rows of the same columns. */
function layoutOf(p: TensorMap, features: Features): TensorMap {
  const [center, scale] = standardization(features);
  const vector = (data: Float64Array) => ({ shape: [data.length], data });
  return new Map([...p, ['columns.center', vector(center)], ['columns.scale', vector(scale)]]);
}

/** Places in ascending order, equal scores by row. */
function ranksOf(scores: Float64Array): Float64Array {
  const ranks = new Float64Array(scores.length);
  [...scores.keys()].sort((a, b) => scores[a]! - scores[b]! || a - b).forEach((row, rank) => (ranks[row] = rank));
  return ranks;
}

/** The mean of each cluster's rows; last, and for −1, that of all. */
function clusterMeans(points: Points, labels: Int32Array): (label: number) => Float64Array {
  const groups = new Map<number, number[]>([[-1, [...labels.keys()]]]);
  labels.forEach((label, row) => label >= 0 && groups.set(label, [...(groups.get(label) ?? []), row]));
  const means = new Map([...groups].map(([label, rows]) => [label, meanOf(select(points, rows))]));
  return (label) => means.get(label) ?? means.get(-1)!;
}

function meanOf({ rows, columns, data }: Points): Float64Array {
  const mean = new Float64Array(columns);
  data.forEach((x, at) => (mean[at % columns]! += x / rows));
  return mean;
}

/** 1 − Σ‖x − mean of its cluster‖² / Σ‖x − mean‖² */
function explainedShare(points: Points, labels: Int32Array, meanFor: (label: number) => Float64Array): number {
  const center = meanOf(points);
  let [within, total] = [0, 0];
  points.data.forEach((x, at) => {
    const column = at % points.columns;
    const own = meanFor(labels[Math.floor(at / points.columns)]!)[column]!;
    within += (x - own) * (x - own);
    total += (x - center[column]!) * (x - center[column]!);
  });
  return total > 0 ? 1 - within / total : 0;
}

/** Mean of (b − a)/max(a, b) (Rousseeuw, J. Comput. Appl. Math. 20, 1987) over at most 1,500 rows; 0 for a single cluster. */
function silhouette(points: Points, labels: Int32Array, seed: number): number {
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  if (points.rows > 1500) new Replay(seed, 'silhouette').shuffle(order);
  const rows = order.slice(0, 1500).sort();
  const members = new Map<number, number[]>();
  for (const row of rows) if (labels[row]! >= 0) members.set(labels[row]!, [...(members.get(labels[row]!) ?? []), row]);
  if (members.size < 2) return 0;
  let total = 0;
  for (const row of rows) {
    const own = members.get(labels[row]!);
    if (!own || own.length === 1) continue;
    let [inside, outside] = [0, Infinity];
    members.forEach((others) => {
      const sum = others.reduce(
        (distance, other) => distance + Math.sqrt(squaredDistance(points, row, points, other)),
        0,
      );
      if (others === own) inside = sum / (own.length - 1);
      else outside = Math.min(outside, sum / others.length);
    });
    total += Math.max(inside, outside) > 0 ? (outside - inside) / Math.max(inside, outside) : 0;
  }
  return total / rows.length;
}
