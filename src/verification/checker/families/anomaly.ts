import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { exp, log } from '../elementary.js';
import { encode, type Features, nearestTo, type Neighbour, pointAt, type Points, select } from '../features.js';
import { countBelow, extent, range, sum, vector } from '../numeric.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, integers, numbers, type Vectors } from '../tensors.js';
import { checkLayout } from './linear.js';

/** One detector: the state that it makes of rows, and how it scores a row by it. */
interface Detector {
  readonly fit: (points: Points, settings: Settings, seed: number) => Vectors;
  /** the score of each point, once what it needs is read from the state */
  readonly scorer: (p: TensorMap, columns: number) => (point: Float64Array) => number;
}

/** Tensors that hold sums or roots: they may differ by rounding. All others are the same to the bit. */
const ROUNDED = ['node.path', 'reach', 'density', 'surprise'];
const ROWS_FOR_THRESHOLD = 20_000;

export const scoresOf = (detector: Detector, p: TensorMap, points: Points): Float64Array => {
  const score = detector.scorer(p, points.columns);
  return vector(points.rows, (row) => score(pointAt(points, row)));
};

/**
 * Layout, state (fitted again by the checker) and threshold: the score that ⌊contamination · n⌋ of n rows may exceed, all of
 * them or 20,000 drawn from more.
 */
export function checkAnomaly(
  detector: Detector,
  p: TensorMap,
  settings: Settings,
  features: Features,
  seed: number,
): Check[] {
  const points = encode(p, features);
  const scope = `${points.rows} rows, all`;
  const sample = select(points, drawn(points.rows, ROWS_FOR_THRESHOLD, seed, 'threshold'));
  const ascending = scoresOf(detector, p, sample).sort();
  const threshold = ascending[ascending.length - 1 - Math.floor(settings.number('contamination') * ascending.length)]!;
  const expected = Object.entries(detector.fit(points, settings, seed));
  const [rounded, exact] = [true, false].map((is) =>
    Object.fromEntries(expected.filter(([name]) => ROUNDED.includes(name) === is)),
  );
  return [
    checkLayout(p, features, scope),
    found('state', scope, differing(p, exact!)),
    found('sums', scope, differenceOf(p, rounded!)),
    found('threshold', scope, differenceOf(p, { threshold: Float64Array.of(threshold) })),
  ];
}

/** All rows, or as many by a shuffle of their own, ascending. */
function drawn(rows: number, most: number, seed: number, purpose: string): Uint32Array {
  const order = range(rows);
  return rows <= most ? order : new Replay(seed, purpose).shuffle(order).slice(0, most).sort();
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
    const cell = (row: number, column: number) => points.data[row * points.columns + column]!;
    const grow = (rows: Uint32Array, depth: number, random: Replay): void => {
      const node = columns!.length;
      const ranges = rows.length > 1 && depth < deepest ? varying(points, rows) : [];
      if (ranges.length === 0) return push(-1, 0, 0, depth + lengths[rows.length]!);
      const { column, low, high } = ranges[random.below(ranges.length)]!;
      const cut = low + random.uniform() * (high - low);
      const threshold = cut < high ? cut : low;
      push(column, threshold, 0, 0);
      const [left, right] = [true, false].map((is) => rows.filter((row) => cell(row, column) <= threshold === is));
      grow(left!, depth + 1, random);
      rights![node] = columns!.length;
      grow(right!, depth + 1, random);
    };
    for (let tree = 0; tree < settings.number('trees'); tree++) {
      const random = new Replay(seed, `isolation-tree-${tree}`);
      const order = range(points.rows);
      for (let i = 0; i < size; i++) {
        const j = i + random.below(points.rows - i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      roots!.push(columns!.length);
      grow(order.slice(0, size), 0, random);
    }
    return {
      sample_size: Uint32Array.of(size),
      'tree.roots': Uint32Array.from([...roots!, columns!.length]),
      'node.column': Int32Array.from(columns!),
      'node.threshold': Float64Array.from(thresholds!),
      'node.right': Uint32Array.from(rights!),
      'node.path': Float64Array.from(paths!),
    };
  },
  scorer(p) {
    const size = tensorOf(p, 'sample_size', Uint32Array)[0]!;
    const unit = averagePaths(size)[size]!;
    const [roots, rights] = [tensorOf(p, 'tree.roots', Uint32Array), tensorOf(p, 'node.right', Uint32Array)];
    const columns = integers(p, 'node.column');
    const [thresholds, paths] = [numbers(p, 'node.threshold'), numbers(p, 'node.path')];
    const pathIn = (tree: number, point: Float64Array) => {
      let node = roots[tree]!;
      while (columns[node]! >= 0) node = point[columns[node]!]! <= thresholds[node]! ? node + 1 : rights[node]!;
      return paths[node]!;
    };
    const trees = roots.length - 1;
    return (point) =>
      unit > 0 ? exp((-sum(trees, (tree) => pathIn(tree, point)) / trees / unit) * 0.6931471805599453) : 0.5;
  },
};

/** The columns that vary among some rows, with the smallest and the greatest value there. */
function varying({ columns, data }: Points, rows: Uint32Array) {
  const [lows, highs] = [Infinity, -Infinity].map((start) => new Float64Array(columns).fill(start));
  for (let i = 0; i < rows.length; i++) {
    for (let column = 0, at = rows[i]! * columns; column < columns; column++, at++) {
      const x = data[at]!;
      if (x < lows![column]!) lows![column] = x;
      if (x > highs![column]!) highs![column] = x;
    }
  }
  return [...lows!].flatMap((low, column) => (highs![column]! > low ? [{ column, low, high: highs![column]! }] : []));
}

/** c(0), c(1), …, c(n): the average path of an unsuccessful search in a binary tree (Liu et al. 2008, equation 1). */
function averagePaths(n: number): Float64Array {
  let harmonic = 0;
  return vector(n + 1, (m) => (m < 2 ? 0 : 2 * (harmonic += 1 / (m - 1)) - (2 * (m - 1)) / m));
}

/** Angiulli & Pizzuti (PKDD 2002): mean distance to the k nearest reference rows, by brute force. */
const knnDistance: Detector = {
  fit: drawReference,
  scorer(p, columns) {
    const [reference, k] = referenceOf(p, columns);
    return (point) => nearest(reference, point, k).reduce((all, { squares }) => all + Math.sqrt(squares), 0) / k;
  },
};

/** Breunig, Kriegel, Ng & Sander (SIGMOD 2000): mean density of the neighbours over the own one. */
const lof: Detector = {
  fit(points, settings, seed) {
    const state = drawReference(points, settings, seed);
    const reference = { ...points, rows: state.reference.length / points.columns, data: state.reference };
    const [k] = state.neighbors;
    const lists = Array.from({ length: reference.rows }, (_, row) => nearest(reference, pointAt(reference, row), k!));
    const reach = Float64Array.from(lists, (list) => Math.sqrt(list[k! - 1]!.squares));
    return { ...state, reach, density: Float64Array.from(lists, (list) => densityOf(list, reach)) };
  },
  scorer(p, columns) {
    const [reference, k] = referenceOf(p, columns);
    const [reach, density] = [numbers(p, 'reach'), numbers(p, 'density')];
    return (point) => {
      const list = nearest(reference, point, k);
      return list.reduce((all, { row }) => all + density[row]!, 0) / k / densityOf(list, reach);
    };
  },
};

/** Their definition 6: 1 over the mean reachability distance, kept finite among duplicates. */
function densityOf(list: readonly Neighbour[], reach: Float64Array): number {
  const all = list.reduce((before, { row, squares }) => before + Math.max(reach[row]!, Math.sqrt(squares)), 0);
  return 1 / (all / list.length + 1e-10);
}

/** The k nearest of the reference under (distance, row); the first at distance 0 is the row itself. */
function nearest(reference: Points, point: Float64Array, k: number): Neighbour[] {
  const found = nearestTo(point, reference, k + 1);
  return found[0]?.squares === 0 ? found.slice(1) : found.slice(0, k);
}

/** All rows, or as many as asked for by the stream `reference`. */
function drawReference(points: Points, settings: Settings, seed: number) {
  const rows = drawn(points.rows, settings.number('reference_rows'), seed, 'reference');
  const k = Math.min(settings.number('neighbors'), rows.length - 1);
  return { reference: select(points, rows).data, neighbors: Uint32Array.of(k) };
}

function referenceOf(p: TensorMap, columns: number): [reference: Points, k: number] {
  const data = numbers(p, 'reference');
  return [{ rows: data.length / columns, columns, data }, tensorOf(p, 'neighbors', Uint32Array)[0]!];
}

/** Li et al. (IEEE TKDE 2022), per column as in the authors' code: Σ −ln of the rarer empirical tail. */
const ecod: Detector = {
  fit(points) {
    const sorted = new Float64Array(points.data.length);
    for (let column = 0; column < points.columns; column++)
      sorted.set(columnOf(points, column).sort(), column * points.rows);
    return { sorted };
  },
  scorer(p, columns) {
    const sorted = numbers(p, 'sorted');
    const n = sorted.length / columns;
    const tail = (x: number, column: number) => {
      const own = sorted.subarray(column * n, (column + 1) * n);
      return log(Math.max(1, Math.min(countBelow(own, x, true), n - countBelow(own, x))) / n);
    };
    return (point) => -sum(columns, (column) => tail(point[column]!, column));
  },
};

/** Goldstein & Dengel (KI 2012): Σ ln (fullest bin + 0.1)/(own bin + 0.1) over equal bins. */
const hbos: Detector = {
  fit(points, settings) {
    const bins = settings.number('bins');
    const [ranges, surprise]: [number[], number[]] = [[], []];
    for (let column = 0; column < points.columns; column++) {
      const values = columnOf(points, column);
      const [low, high] = extent(values);
      const counts = new Float64Array(bins + 1);
      for (const x of values) counts[binOf(x, low, high, bins)]!++;
      ranges.push(low, high);
      surprise.push(...counts.map((count) => log((extent(counts)[1] + 0.1) / (count + 0.1))));
    }
    return { ranges: Float64Array.from(ranges), surprise: Float64Array.from(surprise) };
  },
  scorer(p, columns) {
    const [ranges, surprise] = [numbers(p, 'ranges', 2 * columns), numbers(p, 'surprise')];
    const width = surprise.length / columns;
    const own = (x: number, column: number) => binOf(x, ranges[2 * column]!, ranges[2 * column + 1]!, width - 1);
    return (point) => sum(columns, (column) => surprise[column * width + own(point[column]!, column)]!);
  },
};

function binOf(x: number, low: number, high: number, bins: number): number {
  if (x < low || x > high) return bins;
  return high > low ? Math.min(bins - 1, Math.floor((bins * (x - low)) / (high - low))) : 0;
}

const columnOf = ({ rows, columns, data }: Points, column: number) =>
  vector(rows, (row) => data[row * columns + column]!);

export const DETECTORS = new Map<string, Detector>([
  ['isolation_forest', isolationForest],
  ['knn_distance', knnDistance],
  ['lof', lof],
  ['ecod', ecod],
  ['hbos', hbos],
]);
