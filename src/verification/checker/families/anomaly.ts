import { type Check } from '../../../contracts/check.js';
import { type Tensor, TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
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

/** One detector: the state that it makes of rows, and how it scores others by it. */
interface Detector {
  fit(points: Points, settings: Settings, seed: number): TensorMap;
  scores(p: TensorMap, points: Points): Float64Array;
}

/** Tensors that hold sums or roots: they may differ by rounding. All others are the same to the bit. */
const ROUNDED = new Set(['node.path', 'reach', 'density', 'surprise']);

const ROWS_FOR_THRESHOLD = 20_000;

export function detectorOf(name: string): Detector {
  const detector = DETECTORS.get(name);
  if (!detector) throw new TensorFileError(`there is no checker for ${name}`);
  return detector;
}

/**
 * Layout, state (fitted again by the checker) and threshold: the score that ⌊contamination · n⌋ of n rows may exceed, all of them or
 * 20,000 drawn from more.
 */
export function checkAnomaly(
  name: string,
  p: TensorMap,
  settings: Settings,
  features: Features,
  seed: number,
): Check[] {
  const detector = detectorOf(name);
  const points = encode(p, features);
  const scope = `${points.rows} rows, all`;
  const ascending = detector.scores(p, thresholdSample(points, seed)).sort();
  const threshold = ascending[ascending.length - 1 - Math.floor(settings.number('contamination') * ascending.length)]!;
  const expected = [...detector.fit(points, settings, seed)];
  const rounded = expected.filter(([tensor]) => ROUNDED.has(tensor));
  const checks = [
    checkLayout(p, features, scope),
    exact(
      { id: 'state', scope, implies: 'the detector is what these rows and the seed make of it' },
      expected.reduce((sum, [tensor, { data }]) => sum + (ROUNDED.has(tensor) ? 0 : differing(p, tensor, data)), 0),
    ),
    backward(
      { id: 'threshold', scope, implies: 'the threshold flags the share of the fitted rows that was asked for' },
      relativeDifference(numbers(p, 'threshold', 1)[0]!, threshold),
    ),
  ];
  if (rounded.length === 0) return checks;
  const errors = rounded.map(([tensor, { data }]) =>
    numbers(p, tensor).reduce((max, value, i) => Math.max(max, relativeDifference(value, data[i]!)), 0),
  );
  const implies = `so are its sums: ${rounded.map(([tensor]) => tensor).join(', ')}`;
  return [...checks, backward({ id: 'sums', scope, implies }, Math.max(...errors))];
}

/** Liu, Ting & Zhou (ICDM 2008): every tree is grown again from its stream; s = 2^(−E[h]/c(ψ)). */
const isolationForest: Detector = {
  fit(points, settings, seed) {
    const size = Math.min(settings.number('sample_size'), points.rows);
    const lengths = averagePaths(size);
    const [roots, columns, thresholds, rights, paths]: number[][] = [[], [], [], [], []];
    const push = (...node: number[]) => [columns, thresholds, rights, paths].forEach((list, i) => list!.push(node[i]!));
    let deepest = 0;
    for (let reach = 1; reach < size; reach *= 2) deepest++;
    const grow = (rows: number[], depth: number, random: Replay): void => {
      const node = columns!.length;
      const ranges = rows.length > 1 && depth < deepest ? varying(points, rows) : [];
      if (ranges.length === 0) return push(-1, 0, 0, depth + lengths[rows.length]!);
      const [column, low, high] = ranges[random.below(ranges.length)]!;
      const drawn = low + random.uniform() * (high - low);
      const threshold = drawn < high ? drawn : low;
      push(column, threshold, 0, 0);
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
    return tensors({
      sample_size: Uint32Array.of(size),
      'tree.roots': Uint32Array.from([...roots!, columns!.length]),
      'node.column': Int32Array.from(columns!),
      'node.threshold': Float64Array.from(thresholds!),
      'node.right': Uint32Array.from(rights!),
      'node.path': Float64Array.from(paths!),
    });
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
  fit: drawReference,
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
  fit(points, settings, seed) {
    const drawn = drawReference(points, settings, seed);
    const [reference, k] = referenceOf(drawn);
    const lists = Array.from({ length: reference.rows }, (_, row) => nearest(reference, reference, row, k));
    const reach = Float64Array.from(lists, (list) => list[k - 1]![1]);
    const density = Float64Array.from(lists, (list) => densityOf(list, reach));
    return new Map([...drawn, ...tensors({ reach, density })]);
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

/** All rows, or 20,000 by the stream `threshold`, ascending. */
function thresholdSample(points: Points, seed: number): Points {
  if (points.rows <= ROWS_FOR_THRESHOLD) return points;
  const order = new Replay(seed, 'threshold').shuffle(Uint32Array.from({ length: points.rows }, (_, row) => row));
  return select(points, order.slice(0, ROWS_FOR_THRESHOLD).sort());
}

/** All rows, or as many as asked for by the stream `reference`, ascending. */
function drawReference(points: Points, settings: Settings, seed: number): TensorMap {
  const most = settings.number('reference_rows');
  const order = Uint32Array.from({ length: points.rows }, (_, row) => row);
  const rows = points.rows <= most ? order : new Replay(seed, 'reference').shuffle(order).slice(0, most).sort();
  const k = Math.min(settings.number('neighbors'), rows.length - 1);
  return new Map([
    ['reference', { shape: [rows.length, points.columns], data: select(points, rows).data }],
    ['neighbors', { shape: [1], data: Uint32Array.of(k) }],
  ]);
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
  fit(points) {
    const sorted = new Float64Array(points.data.length);
    for (let column = 0; column < points.columns; column++)
      sorted.set(columnOf(points, column).sort(), column * points.rows);
    return tensors({ sorted });
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
  fit(points, settings) {
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
    return tensors({ ranges: Float64Array.from(ranges!), surprise: Float64Array.from(surprise!) });
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

/** Vectors by name; a state has no client's names in it. */
const tensors = (vectors: Readonly<Record<string, Tensor['data']>>): TensorMap =>
  new Map(Object.entries(vectors).map(([name, data]) => [name, { shape: [data.length], data }]));

const columnOf = ({ rows, columns, data }: Points, column: number) =>
  Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);

const DETECTORS = new Map<string, Detector>([
  ['isolation_forest', isolationForest],
  ['knn_distance', knnDistance],
  ['lof', lof],
  ['ecod', ecod],
  ['hbos', hbos],
]);
