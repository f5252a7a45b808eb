import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { exp, log } from '../elementary.js';
import { type Features } from '../features.js';
import { encode, type Points, select, squaredDistance } from '../points.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { differing, integers, numbers } from '../tensors.js';
import { backward, exact, relativeDifference } from '../verdict.js';
import { checkLayout } from './linear.js';
import { smallest } from './neighbours.js';

/** One detector: whether its state follows from the rows, and how it scores others. */
interface Detector {
  check(p: TensorMap, settings: Settings, points: Points, seed: number): Check[];
  scores(p: TensorMap, points: Points): Float64Array;
}

/** Scores of rows, higher is more anomalous. */
export const anomalyScores = (name: string, p: TensorMap, features: Features): Float64Array | null =>
  DETECTORS.get(name)?.scores(p, encode(p, features)) ?? null;

/** Layout, state and threshold: the score that ⌊contamination · rows⌋ of the fitted rows may exceed. */
export function checkAnomaly(
  name: string,
  p: TensorMap,
  settings: Settings,
  features: Features,
  seed: number,
): Check[] | null {
  const detector = DETECTORS.get(name);
  if (!detector) return null;
  const points = encode(p, features);
  const scope = `${points.rows} rows, all`;
  const ascending = detector.scores(p, points).sort();
  const threshold = ascending[points.rows - 1 - Math.floor(settings.number('contamination') * points.rows)]!;
  return [
    checkLayout(p, features, scope),
    ...detector.check(p, settings, points, seed),
    backward(
      { id: 'threshold', scope, implies: 'the threshold flags the share of the fitted rows that was asked for' },
      relativeDifference(numbers(p, 'threshold', 1)[0]!, threshold),
    ),
  ];
}

/** Liu, Ting & Zhou (ICDM 2008): every tree is grown again from its stream; s = 2^(−E[h]/c(ψ)). */
const isolationForest: Detector = {
  check(p, settings, points, seed) {
    const size = Math.min(settings.number('sample_size'), points.rows);
    const lengths = averagePaths(size);
    const [roots, columns, thresholds, rights, paths]: number[][] = [[], [], [], [], []];
    let deepest = 0;
    for (let reach = 1; reach < size; reach *= 2) deepest++;
    const grow = (rows: number[], depth: number, random: Replay): void => {
      const node = columns!.length;
      const ranges = rows.length > 1 && depth < deepest ? varying(points, rows) : [];
      if (ranges.length === 0) {
        [columns, thresholds, rights, paths].forEach((list, i) =>
          list!.push([-1, 0, 0, depth + lengths[rows.length]!][i]!),
        );
        return;
      }
      const [column, low, high] = ranges[random.below(ranges.length)]!;
      const drawn = low + random.uniform() * (high - low);
      const threshold = drawn < high ? drawn : low;
      [columns, thresholds, rights, paths].forEach((list, i) => list!.push([column, threshold, 0, 0][i]!));
      const isLeft = (row: number) => points.data[row * points.columns + column]! <= threshold;
      grow(rows.filter(isLeft), depth + 1, random);
      rights![node] = columns!.length;
      grow(
        rows.filter((row) => !isLeft(row)),
        depth + 1,
        random,
      );
    };
    for (let tree = 0; tree < settings.number('trees'); tree++) {
      const random = new Replay(seed, `isolation-tree-${tree}`);
      const order = Array.from({ length: points.rows }, (_, row) => row);
      for (let i = 0; i < size; i++) {
        const j = i + random.below(points.rows - i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      roots!.push(columns!.length);
      grow(order.slice(0, size), 0, random);
    }
    const scope = `all ${roots!.length} trees`;
    const stored = numbers(p, 'node.path');
    return [
      exact(
        { id: 'trees', scope, implies: 'every tree is the one that its seeded stream grows on these rows' },
        differing(p, 'tree.roots', Uint32Array.from([...roots!, columns!.length])) +
          differing(p, 'node.column', Int32Array.from(columns!)) +
          differing(p, 'node.threshold', Float64Array.from(thresholds!)) +
          differing(p, 'node.right', Uint32Array.from(rights!)) +
          differing(p, 'sample_size', Uint32Array.of(size)) +
          Math.abs(stored.length - paths!.length),
      ),
      backward(
        { id: 'paths', scope, implies: 'each leaf counts its depth and c(n) = 2H_{n−1} − 2(n−1)/n of the rows in it' },
        stored.reduce((max, path, node) => Math.max(max, relativeDifference(path, paths![node]!)), 0),
      ),
    ];
  },
  scores(p, points) {
    const size = tensorOf(p, 'sample_size', Uint32Array)[0]!;
    const unit = averagePaths(size)[size]!;
    const [roots, rights] = [tensorOf(p, 'tree.roots', Uint32Array), tensorOf(p, 'node.right', Uint32Array)];
    const [columns, thresholds, paths] = [
      integers(p, 'node.column'),
      numbers(p, 'node.threshold'),
      numbers(p, 'node.path'),
    ];
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (let tree = 0; tree + 1 < roots.length; tree++) {
        let node = roots[tree]!;
        while (columns[node]! >= 0) {
          const x = points.data[row * points.columns + columns[node]!]!;
          node = x <= thresholds[node]! ? node + 1 : rights[node]!;
        }
        total += paths[node]!;
      }
      return unit > 0 ? exp((-total / (roots.length - 1) / unit) * 0.6931471805599453) : 0.5;
    });
  },
};

/** c(0), c(1), …, c(n): the average path of an unsuccessful search in a binary tree (Liu et al. 2008, equation 1). */
function averagePaths(n: number): Float64Array {
  let harmonic = 0;
  return Float64Array.from({ length: n + 1 }, (_, m) =>
    m < 2 ? 0 : 2 * (harmonic += 1 / (m - 1)) - (2 * (m - 1)) / m,
  );
}

function varying({ columns, data }: Points, rows: readonly number[]): [column: number, low: number, high: number][] {
  return Array.from({ length: columns }, (_, column): [number, number, number] => {
    const values = rows.map((row) => data[row * columns + column]!);
    return [column, Math.min(...values), Math.max(...values)];
  }).filter(([, low, high]) => high > low);
}

/** Angiulli & Pizzuti (PKDD 2002): mean distance to the k nearest reference rows, by brute force. */
const knnDistance: Detector = {
  check: (p, settings, points, seed) => [checkReference(p, settings, points, seed)],
  scores(p, points) {
    const [reference, k] = referenceOf(p);
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (const [, distance] of nearest(reference, points, row, k)) total += distance;
      return total / k;
    });
  },
};

/** Breunig, Kriegel, Ng & Sander (SIGMOD 2000): mean density of the neighbours over the own one. */
const lof: Detector = {
  check(p, settings, points, seed) {
    const [reference, k] = referenceOf(p);
    const [reach, density] = [numbers(p, 'reach', reference.rows), numbers(p, 'density', reference.rows)];
    const lists = Array.from({ length: reference.rows }, (_, row) => nearest(reference, reference, row, k));
    let error = 0;
    lists.forEach((list, row) => {
      error = Math.max(
        error,
        relativeDifference(reach[row]!, list[k - 1]![1]),
        relativeDifference(density[row]!, densityOf(list, reach)),
      );
    });
    const implies = 'reach is the distance to the k-th neighbour, density the inverse mean reachability distance';
    return [
      checkReference(p, settings, points, seed),
      backward({ id: 'densities', scope: `${reference.rows} rows, all`, implies }, error),
    ];
  },
  scores(p, points) {
    const [reference, k] = referenceOf(p);
    const [reach, density] = [numbers(p, 'reach'), numbers(p, 'density')];
    return Float64Array.from({ length: points.rows }, (_, row) => {
      const list = nearest(reference, points, row, k);
      let total = 0;
      for (const [other] of list) total += density[other]!;
      return total / k / densityOf(list, reach);
    });
  },
};

function densityOf(list: readonly (readonly [number, number])[], reach: Float64Array): number {
  let total = 0;
  for (const [other, distance] of list) total += Math.max(reach[other]!, distance);
  return 1 / (total / list.length + 1e-10);
}

function referenceOf(p: TensorMap): [reference: Points, k: number] {
  const data = numbers(p, 'reference');
  const [rows = 0, columns = 0] = p.get('reference')!.shape;
  return [{ rows, columns, data }, tensorOf(p, 'neighbors', Uint32Array)[0]!];
}

/** All rows, or as many as asked for by the stream `reference`, ascending. */
function checkReference(p: TensorMap, settings: Settings, points: Points, seed: number): Check {
  const most = settings.number('reference_rows');
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  const rows = points.rows <= most ? order : new Replay(seed, 'reference').shuffle(order).slice(0, most).sort();
  const k = Math.min(settings.number('neighbors'), rows.length - 1);
  return exact(
    {
      id: 'reference',
      scope: `${rows.length} of ${points.rows} rows`,
      implies: 'the rows to compare with are those that the seed draws',
    },
    differing(p, 'reference', select(points, rows).data) + differing(p, 'neighbors', Uint32Array.of(k)),
  );
}

/** The k nearest of the reference under (distance, row); the first at distance 0 is the row itself. */
function nearest(
  reference: Points,
  points: Points,
  row: number,
  k: number,
): (readonly [row: number, distance: number])[] {
  const squares = Float64Array.from({ length: reference.rows }, (_, other) =>
    squaredDistance(points, row, reference, other),
  );
  const self = squares.indexOf(0);
  if (self >= 0) squares[self] = Infinity;
  return smallest(squares, k).map((other) => [other, Math.sqrt(squares[other]!)]);
}

/** Li et al. (IEEE TKDE 2022), per column as in the authors' code: Σ −ln of the rarer empirical tail. */
const ecod: Detector = {
  check(p, _, points) {
    const sorted = new Float64Array(points.data.length);
    for (let column = 0; column < points.columns; column++)
      sorted.set(columnOf(points, column).sort(), column * points.rows);
    const scope = `${points.columns} columns of ${points.rows} rows, all`;
    return [
      exact({ id: 'tails', scope, implies: 'the distributions are those of the rows' }, differing(p, 'sorted', sorted)),
    ];
  },
  scores(p, points) {
    const sorted = numbers(p, 'sorted');
    const n = sorted.length / points.columns;
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (let column = 0; column < points.columns; column++) {
        const x = points.data[row * points.columns + column]!;
        const own = sorted.subarray(column * n, (column + 1) * n);
        total -= log(Math.max(1, Math.min(below(own, x, true), n - below(own, x, false))) / n);
      }
      return total;
    });
  },
};

/** How many of the ascending values are < x, or ≤ x. */
function below(values: Float64Array, x: number, orEqual: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < x || (orEqual && values[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Goldstein & Dengel (KI 2012): Σ ln (fullest bin + 0.1)/(own bin + 0.1) over equal bins. */
const hbos: Detector = {
  check(p, settings, points) {
    const bins = settings.number('bins');
    const [ranges, surprise]: number[][] = [[], []];
    for (let column = 0; column < points.columns; column++) {
      const values = columnOf(points, column);
      const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
      const counts = new Float64Array(bins + 1);
      for (const x of values) counts[binOf(x, low, high, bins)]!++;
      const most = counts.reduce((a, b) => Math.max(a, b));
      ranges!.push(low, high);
      surprise!.push(...counts.map((count) => log((most + 0.1) / (count + 0.1))));
    }
    const scope = `${points.columns} columns of ${points.rows} rows, all`;
    const stored = numbers(p, 'surprise', surprise!.length);
    return [
      exact(
        { id: 'ranges', scope, implies: 'the bins span the rows' },
        differing(p, 'ranges', Float64Array.from(ranges!)),
      ),
      backward(
        { id: 'surprise', scope, implies: 'the heights of the bins are counts of the rows' },
        stored.reduce((max, value, i) => Math.max(max, relativeDifference(value, surprise![i]!)), 0),
      ),
    ];
  },
  scores(p, points) {
    const [ranges, surprise] = [numbers(p, 'ranges', 2 * points.columns), numbers(p, 'surprise')];
    const width = surprise.length / points.columns;
    return Float64Array.from({ length: points.rows }, (_, row) => {
      let total = 0;
      for (let column = 0; column < points.columns; column++) {
        const x = points.data[row * points.columns + column]!;
        total += surprise[column * width + binOf(x, ranges[2 * column]!, ranges[2 * column + 1]!, width - 1)]!;
      }
      return total;
    });
  },
};

function binOf(x: number, low: number, high: number, bins: number): number {
  if (x < low || x > high) return bins;
  return high > low ? Math.min(bins - 1, Math.floor((bins * (x - low)) / (high - low))) : 0;
}

const columnOf = ({ rows, columns, data }: Points, column: number) =>
  Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);

const DETECTORS = new Map<string, Detector>([
  ['isolation_forest', isolationForest],
  ['knn_distance', knnDistance],
  ['lof', lof],
  ['ecod', ecod],
  ['hbos', hbos],
]);
