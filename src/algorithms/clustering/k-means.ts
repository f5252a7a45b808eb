import { DataError, type FitContext } from '../contract.js';
import { type Matrix, selectMatrixRows } from '../encoding/dense.js';
import { RandomStream } from '../random/stream.js';
import { float64Tensor, scalar, scalarTensor } from '../tabular/tensors.js';
import { clusterer } from './clusterer.js';
import { assignNearest } from './distance.js';
import { type Partition, refineCentres } from './lloyd.js';
import { seedCentres } from './seeding.js';
import { silhouette } from './silhouette.js';

export interface KMeansState {
  readonly centres: Matrix;
  readonly inertia: number;
  readonly isFixed: boolean;
}

const MOST_CLUSTERS = 10;
/** Rows that the number of clusters is chosen on. */
const ROWS_TO_CHOOSE_ON = 5000;
const RESTARTS_TO_CHOOSE = 3;

/**
 * Minimizes Σ‖x − centre of x‖²: the best of `restarts` runs of Lloyd's algorithm from greedy k-means++ seeds (stream
 * `k-means-<k>-<run>`, the first of equals). Without `clusters` the number with the greatest mean silhouette among 2
 * … 10 is taken, tried on at most 5,000 rows. Tensors: `centres` F64 [k, columns] in the layout's encoding; `inertia`
 * F64 [1]; `fixed` F64 [1]: 1 where every centre is exactly the mean of the rows nearest to it (sums in row order), 0
 * where max_iterations came first.
 */
export const kMeans = clusterer<KMeansState>({
  name: 'k_means',
  title: 'k-means with careful seeding',
  source: 'Arthur & Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007',
  properties: {
    clusters: {
      type: ['integer', 'null'],
      description: 'Number of clusters; null: chosen by the silhouette.',
      default: null,
      minimum: 1,
      maximum: 1000,
    },
    restarts: {
      type: 'integer',
      description: 'Runs, of which the best is kept.',
      default: 10,
      minimum: 1,
      maximum: 1000,
    },
    max_iterations: {
      type: 'integer',
      description: 'Iterations per run, if it does not come to rest before.',
      default: 500,
      minimum: 1,
      maximum: 100_000,
    },
  },
  fit(points, parameters, context) {
    const clusters = parameters.optionalNumber('clusters') ?? chooseClusters(points, context);
    if (clusters > points.rows)
      throw new DataError('too_few_rows', `${clusters} clusters need at least as many rows, not ${points.rows}.`);
    return bestRun(points, clusters, parameters.number('restarts'), parameters.number('max_iterations'), context);
  },
  assign({ centres }, points) {
    const labels = new Int32Array(points.rows);
    assignNearest(points, centres, labels, new Float64Array(points.rows));
    return labels;
  },
  countOf: ({ centres }) => centres.rows,
  settled: ({ centres }) => ({ clusters: centres.rows }),
  toTensors: ({ centres, inertia, isFixed }) => [
    ['centres', { shape: [centres.rows, centres.columns], data: centres.data }],
    ['inertia', scalar(inertia)],
    ['fixed', scalar(isFixed ? 1 : 0)],
  ],
  fromTensors(tensors) {
    const data = float64Tensor(tensors, 'centres');
    const [rows = 0, columns = 0] = tensors.get('centres')!.shape;
    return {
      centres: { rows, columns, data },
      inertia: scalarTensor(tensors, 'inertia'),
      isFixed: scalarTensor(tensors, 'fixed') === 1,
    };
  },
  memory: (rows, columns) => 48 * rows + 8 * MOST_CLUSTERS * columns,
});

function bestRun(
  points: Matrix,
  clusters: number,
  restarts: number,
  maxIterations: number,
  { seed, onProgress }: FitContext,
): Partition {
  let best: Partition | null = null;
  for (let run = 0; run < restarts; run++) {
    const stream = new RandomStream(seed, `k-means-${clusters}-${run}`);
    const partition = refineCentres(points, seedCentres(points, clusters, stream), maxIterations);
    if (!best || partition.inertia < best.inertia) best = partition;
    const message = `k = ${clusters}, run ${run + 1} of ${restarts}`;
    onProgress?.((run + 1) / restarts, message, [{ name: 'inertia', value: best.inertia }]);
  }
  return best!;
}

/** 1 where no two rows differ. */
function chooseClusters(points: Matrix, context: FitContext): number {
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  if (order.length > ROWS_TO_CHOOSE_ON) new RandomStream(context.seed, 'k-means-choice').shuffle(order);
  const sample = selectMatrixRows(points, order.slice(0, ROWS_TO_CHOOSE_ON).sort());
  let [best, greatest] = [1, -Infinity];
  for (let clusters = 2; clusters <= Math.min(MOST_CLUSTERS, sample.rows - 1); clusters++) {
    const { labels } = bestRun(sample, clusters, RESTARTS_TO_CHOOSE, 100, { seed: context.seed });
    const width = silhouette(sample, labels, context.seed);
    context.onProgress?.((clusters - 1) / MOST_CLUSTERS, `tried ${clusters} clusters`);
    if (width !== null && width > greatest) [best, greatest] = [clusters, width];
  }
  return best;
}
