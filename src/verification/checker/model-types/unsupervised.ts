import { claimedOf, type Evidence, type ModelTypeChecker } from '../evidence.js';
import { checkAnomaly, DETECTORS, scoresOf } from '../families/anomaly.js';
import { checkClustering, CLUSTERERS } from '../families/clustering.js';
import { weightedMean } from '../families/view.js';
import { encode, pointAt, type Points, select, squaredDistances, standardization, tableFeatures } from '../features.js';
import { dot, range, square, sum } from '../numeric.js';
import { Replay } from '../random.js';
import { compareMetrics } from '../replay.js';
import { tensorsOf } from '../tensors.js';

/** A fifth of the rows, the first of a shuffle. */
function splitAtRandom({ table, claim }: Evidence): Uint32Array {
  const rows = new Replay(claim.seed, 'split').shuffle(range(table.sourceRows.length));
  return rows.slice(0, Math.ceil(0.2 * rows.length)).sort();
}

export const anomaly: ModelTypeChecker = {
  split: splitAtRandom,

  fit(evidence, { file, settings, ...fit }) {
    const features = tableFeatures(evidence, fit);
    return {
      checks: checkAnomaly(claimedOf(DETECTORS, evidence), file.parameters, settings, features, evidence.claim.seed),
      limits: ['There are no labels: whether the flagged rows are wrong is not measured.'],
    };
  },

  /** Spearman's rank correlation of the scores of two detectors, each fitted to one half of the training rows. */
  metrics(evidence, evaluation, testRows) {
    const { seed, metrics } = evidence.claim;
    const { rows, settings, file } = evaluation;
    const detector = claimedOf(DETECTORS, evidence);
    const order = new Replay(seed, 'stability').shuffle(range(rows.length));
    const half = Math.floor(rows.length / 2);
    const [left, right] = [order.slice(0, half), order.slice(half)].map((part) => {
      const own = tableFeatures(evidence, { ...evaluation, rows: part.sort().map((at) => rows[at]!) });
      const { center, scale } = standardization(own);
      // The layout of a fit to other rows of the same columns.
      const layout = new Map([...file.parameters, ...tensorsOf({ 'columns.center': center, 'columns.scale': scale })]);
      const state = tensorsOf(detector.fit(encode(layout, own), settings, seed));
      const test = encode(layout, tableFeatures(evidence, { ...evaluation, rows: testRows }));
      return ranksOf(scoresOf(detector, state, test));
    });
    const n = testRows.length;
    const squares = sum(n, (row) => square(left![row]! - right![row]!));
    const value = n > 1 ? 1 - (6 * squares) / (n * (n * n - 1)) : 1;
    const baselines = [{ name: 'random order', value: 0 }];
    const replayed = [{ name: 'rank_stability', figure: { value, error: null }, baselines }];
    return compareMetrics(metrics, replayed, `${n} held-out rows, all`);
  },
};

export const clustering: ModelTypeChecker = {
  split: splitAtRandom,

  fit(evidence, { file, settings, ...fit }) {
    const features = tableFeatures(evidence, fit);
    return {
      checks: checkClustering(claimedOf(CLUSTERERS, evidence), file.parameters, settings, features),
      limits: ['The clusters are a local optimum; no labels say which clusters are right.'],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const p = evaluation.file.parameters;
    const clusterer = claimedOf(CLUSTERERS, evidence);
    const pointsOf = (rows: Uint32Array) => encode(p, tableFeatures(evidence, { ...evaluation, rows }));
    const [train, test] = [pointsOf(evaluation.rows), pointsOf(testRows)];
    const labels = clusterer.labels(p, test);
    const means = clusterMeans(train, clusterer.labels(p, train));
    const replayedAs = (name: string, value: number, naive: number) => ({
      name,
      figure: { value, error: null },
      baselines: [{ name: 'one cluster', value: naive }],
    });
    const explained = (own: Int32Array) => explainedShare(test, own, means);
    const replayed = [
      replayedAs('explained_variance', explained(labels), explained(labels.map(() => -1))),
      replayedAs('silhouette', silhouette(test, labels, evidence.claim.seed), 0),
    ];
    return compareMetrics(evidence.claim.metrics, replayed, `${test.rows} held-out rows, all`);
  },
};

/** Places in ascending order, equal scores by row. */
function ranksOf(scores: Float64Array): Float64Array {
  const ranks = new Float64Array(scores.length);
  [...scores.keys()].sort((a, b) => scores[a]! - scores[b]! || a - b).forEach((row, rank) => (ranks[row] = rank));
  return ranks;
}

/** The rows of each cluster; of noise none. */
function membersOf(labels: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (label < 0) return;
    if (!members.has(label)) members.set(label, []);
    members.get(label)!.push(row);
  });
  return members;
}

const meanOf = (points: Points): Float64Array => weightedMean(points, () => 1 / points.rows);

/** The mean of each cluster's rows; that of all for noise, and for a cluster without rows. */
function clusterMeans(points: Points, labels: Int32Array): (label: number) => Float64Array {
  const members = [...membersOf(labels)];
  const means = new Map(members.map(([label, rows]) => [label, meanOf(select(points, rows))]));
  const all = meanOf(points);
  return (label) => means.get(label) ?? all;
}

/** 1 − Σ‖x − mean of its cluster‖² / Σ‖x − mean‖² */
function explainedShare(points: Points, labels: Int32Array, meanFor: (label: number) => Float64Array): number {
  const center = meanOf(points);
  const scatterAbout = (middle: (row: number) => Float64Array) =>
    sum(points.rows, (row) => {
      const z = pointAt(points, row).map((x, j) => x - middle(row)[j]!);
      return dot(z, z);
    });
  const whole = scatterAbout(() => center);
  return whole > 0 ? 1 - scatterAbout((row) => meanFor(labels[row]!)) / whole : 0;
}

/** Mean of (b − a)/max(a, b) (Rousseeuw, J. Comput. Appl. Math. 20, 1987) over at most 1,500 rows; 0 for a single cluster. */
function silhouette(points: Points, labels: Int32Array, seed: number): number {
  const order = range(points.rows);
  if (points.rows > 1500) new Replay(seed, 'silhouette').shuffle(order);
  const rows = order.slice(0, 1500).sort();
  const sample = select(points, rows);
  const own = Int32Array.from(rows, (row) => labels[row]!);
  const members = membersOf(own);
  if (members.size < 2) return 0;
  const width = (row: number) => {
    const mates = members.get(own[row]!);
    if (!mates || mates.length === 1) return 0;
    const distances = squaredDistances(pointAt(sample, row), sample).map(Math.sqrt);
    let [inside, outside] = [0, Infinity];
    members.forEach((others) => {
      const all = sum(others.length, (i) => distances[others[i]!]!);
      if (others === mates) inside = all / (mates.length - 1);
      else outside = Math.min(outside, all / others.length);
    });
    return Math.max(inside, outside) > 0 ? (outside - inside) / Math.max(inside, outside) : 0;
  };
  return sum(rows.length, width) / rows.length;
}
