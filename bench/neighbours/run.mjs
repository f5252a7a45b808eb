/**
 * Exact nearest neighbours and DBSCAN beside scikit-learn on the same made points, seconds of the processor, one thread each:
 *
 *     node bench/neighbours/run.mjs [--rounds=3]
 *
 * The 15 nearest of every row among all rows, itself included, building of the tree included; rounds alternate, medians.
 * scikit-learn's scan multiplies matrices (BLAS) and is not exact to the last bit. Environment: .cache/bench/neighbours.
 */
import { options, ours, peers } from '../environment.mjs';

const K = 15;
const SIZES = [
  [20_000, 2],
  [20_000, 4],
  [20_000, 8],
  [20_000, 12],
  [20_000, 24],
  [100_000, 3],
];
const { dbscan, NearestList, scan, searchOf } = await ours(
  'neighbours',
  'algorithms/neighbours/search.ts',
  'algorithms/neighbours/nearest-list.ts',
  'algorithms/clustering/index.ts',
);

let state = 1;
const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
const bell = () => 2 * (uniform() + uniform() + uniform() - 1.5);

/** A dozen clouds, each stretched along two directions, standardised. */
function clouds(rows, columns) {
  const data = new Float64Array(rows * columns);
  const centres = Array.from({ length: 12 * columns }, () => 6 * uniform());
  for (let row = 0; row < rows; row++) {
    const [a, b, cloud] = [bell(), bell(), row % 12];
    for (let j = 0; j < columns; j++)
      data[row * columns + j] = centres[cloud * columns + j] + (j % 2 ? a : b) + 0.5 * bell();
  }
  for (let j = 0; j < columns; j++) standardize(data, j, columns);
  return { rows, columns, data };
}

/** So that both cluster the same points: ours standardises columns by itself. */
function standardize(data, j, columns) {
  const values = data.filter((_, i) => i % columns === j);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  for (let i = j; i < data.length; i += columns) data[i] = (data[i] - mean) / deviation;
}

const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function timed(work) {
  const start = processor();
  const value = work();
  return { seconds: processor() - start, value };
}

function sumOfDistances({ rows, columns, data }, search) {
  const list = new NearestList(K);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    list.clear();
    search(data.subarray(row * columns, (row + 1) * columns), list);
    for (const square of list.squares) sum += Math.sqrt(square);
  }
  return sum;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const ROUNDS = Number(options.get('rounds') ?? 3);
console.log(
  '| rows × columns | ours | our scan | scikit-learn kd_tree | auto | brute | ours / best of them | DBSCAN ours / theirs |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const [rows, columns] of SIZES) {
  const points = clouds(rows, columns);
  const radius = 0.15 * Math.sqrt(columns);
  const features = {
    rows,
    columns: Array.from({ length: columns }, (_, j) => ({
      kind: 'number',
      name: `x${j}`,
      values: Float64Array.from({ length: rows }, (_, row) => points.data[row * columns + j]),
    })),
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const tree = timed(() => sumOfDistances(points, searchOf(points, rows)));
    // A scan of all pairs is long and steady: once is enough.
    const scanned =
      round === 0 ? timed(() => sumOfDistances(points, (query, list) => scan(points, query, list))) : null;
    if (scanned && scanned.value !== tree.value) throw new Error('a tree finds other neighbours than a scan');
    const clustered = rows <= 30_000 && timed(() => dbscan.fit(features, { radius, min_points: 10 }, { seed: 1 }));
    const hex = Buffer.from(points.data.buffer).toString('hex');
    const theirs = peers('neighbours', { points: hex, rows, columns, k: K, radius });
    if (Math.abs(theirs.distances / tree.value - 1) > 1e-6) throw new Error('other distances than scikit-learn’s');
    rounds.push({
      ours: tree.seconds,
      scan: scanned?.seconds,
      dbscan: clustered && clustered.seconds,
      ...prefixed(theirs.seconds),
    });
  }
  const of = (name) => median(rounds.map((round) => round[name]));
  const best = Math.min(of('peer_kd_tree'), of('peer_auto'), of('peer_brute'));
  const cells = [of('ours'), rounds[0].scan, of('peer_kd_tree'), of('peer_auto'), of('peer_brute')];
  const clustering = rows <= 30_000 ? (of('dbscan') / of('peer_dbscan')).toFixed(2) : '';
  console.log(
    `| ${rows.toLocaleString('en')} × ${columns} | ${cells.map((s) => `${s.toFixed(2)} s`).join(' | ')} | ${(of('ours') / best).toFixed(2)} | ${clustering} |`,
  );
}

function prefixed(seconds) {
  return Object.fromEntries(Object.entries(seconds).map(([name, value]) => [`peer_${name}`, value]));
}
