import { type Features } from '../../algorithms/contract.js';
import { withDefaults } from '../../algorithms/catalogue.js';
import {
  type Clusterer,
  type ClusteringCandidate,
  type ClusterModel,
  CLUSTERERS,
  dbscan,
  findClusterer,
  gaussianMixture,
  kMeans,
  loadClusterer,
  selectClusterer,
} from '../../algorithms/clustering/index.js';
import { RandomStream } from '../../algorithms/random/stream.js';
import { selectRows } from '../../algorithms/tabular/index.js';
import { type Choice, type ChoiceRequest, type Family, type FamilyContext } from '../family.js';
import { measureClusters } from './cluster-metrics.js';
import { splitAtRandom } from './random-split.js';
import { featuresAt, tableFeatures } from './tabular/columns.js';
import { assertMetric } from './unsupervised-metric.js';

interface Model {
  readonly clusterer: Clusterer;
  readonly fitted: ClusterModel<unknown>;
}

/** Rows that the choice looks at: enough to see clusters, few enough for methods that compare all pairs. */
const ROWS_TO_CHOOSE_ON = 5000;
/** Columns up to which full covariances are tried. */
const COLUMNS_FOR_MIXTURES = 30;

export const clustering: Family<Features, Model> = {
  modelType: 'clustering',
  split: (table, _roles, { seed }) => splitAtRandom(table, seed),
  prepare: (source) => featuresAt(source, source.rows),

  /**
   * What is null and found from the data (the number of clusters, a radius) is settled here, so that both fits agree
   * on it.
   */
  choose(train, request, context) {
    assertMetric('clustering', request.metric, ['silhouette']);
    return request.algorithm === 'auto' ? chooseBySilhouette(train, context) : settle(train, request, context);
  },

  memory: (data, { algorithm, hyperparameters }) => findClusterer(algorithm).memory(data, hyperparameters),

  fit(data, { algorithm, hyperparameters }, context) {
    const clusterer = findClusterer(algorithm);
    return { clusterer, fitted: clusterer.fit(data, hyperparameters, context) };
  },

  evaluate: ({ clusterer, fitted }, train, test, { seed }) => measureClusters(clusterer, fitted, train, test, seed),
  toTensors: ({ clusterer, fitted }) => clusterer.toTensors(fitted),

  /**
   * `cluster`: a number from 0, none for noise; `view_x`, `view_y`: coordinates along the first two principal
   * components.
   */
  scorer({ config, parameters }) {
    const predict = loadClusterer(config.algorithm, parameters);
    return (table) => {
      const { labels, plane } = predict(tableFeatures(table, config.roles));
      return [
        { name: 'cluster', numbers: Float64Array.from(labels, (label) => (label < 0 ? NaN : label)) },
        { name: 'view_x', numbers: plane.filter((_, i) => i % 2 === 0) },
        { name: 'view_y', numbers: plane.filter((_, i) => i % 2 === 1) },
      ];
    };
  },
};

function chooseBySilhouette(train: Features, context: FamilyContext): Choice {
  const sample = sampleOf(train, context.seed);
  const columns = train.columns.reduce((total, c) => total + (c.kind === 'number' ? 1 : c.levels.length), 0);
  const methods: [Clusterer, ...Clusterer[]] = [kMeans];
  if (columns <= COLUMNS_FOR_MIXTURES) methods.push(gaussianMixture);
  // A radius fits the density of the rows that it was found on: never that of a sample.
  if (sample.rows === train.rows) methods.push(dbscan);
  const { best, candidates } = selectClusterer(sample, methods, {}, context);
  const left = CLUSTERERS.filter(({ name }) => !methods.some((method) => method.name === name));
  return {
    algorithm: best.clusterer.name,
    hyperparameters: best.parameters,
    leaderboard: candidates.map((candidate) => leaderboardEntry(candidate, candidate === best)),
    notes: [
      `Compared by the mean silhouette width over ${sample.rows} of ${train.rows} training rows; it favours compact clusters.`,
      ...left.map(
        ({ name }) => `${name} was not compared: there are too many ${name === 'dbscan' ? 'rows' : 'columns'}.`,
      ),
    ],
  };
}

function leaderboardEntry({ clusterer, score, clusters, parameters }: ClusteringCandidate, chosen: boolean) {
  return {
    algorithm: clusterer.name,
    hyperparameters: parameters,
    metric: 'silhouette',
    score,
    standard_error: null,
    chosen,
    note: `${clusters} clusters`,
  };
}

function settle(train: Features, { algorithm, hyperparameters }: ChoiceRequest, context: FamilyContext): Choice {
  const clusterer = findClusterer(algorithm);
  const complete = withDefaults(clusterer.parameters, hyperparameters);
  const isOpen = Object.values(complete).includes(null);
  const data = algorithm === dbscan.name ? train : sampleOf(train, context.seed);
  const found = isOpen ? clusterer.settled(clusterer.fit(data, complete, context)) : {};
  return { algorithm, hyperparameters: { ...complete, ...found }, leaderboard: [], notes: [] };
}

function sampleOf(features: Features, seed: number): Features {
  if (features.rows <= ROWS_TO_CHOOSE_ON) return features;
  const order = Uint32Array.from({ length: features.rows }, (_, row) => row);
  return selectRows(features, new RandomStream(seed, 'choice').shuffle(order).slice(0, ROWS_TO_CHOOSE_ON).sort());
}
