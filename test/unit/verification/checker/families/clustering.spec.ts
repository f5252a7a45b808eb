import { describe, expect, it } from 'vitest';
import {
  type Clusterer,
  CLUSTERERS,
  dbscan,
  gaussianMixture,
  kMeans,
} from '../../../../../src/algorithms/clustering/index.js';
import { checkClustering, CLUSTERERS as CHECKED } from '../../../../../src/verification/checker/families/clustering.js';
import { encode } from '../../../../../src/verification/checker/features.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { lcg } from '../../dense.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const ids = (failures: string[]) => failures.map((text) => text.split(' ')[0]);

/** Three clouds in four columns, the last a mixture of the others. */
function clouds(seed: number, rows = 120) {
  const next = lcg(seed);
  const bell = () => next() + next() + next() - 1.5;
  const numbers = Array.from({ length: 3 }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) numbers.forEach((column, j) => (column[row] = 3 * ((row + j) % 3) + bell()));
  numbers.push(numbers[0]!.map((x, row) => x - numbers[1]![row]! + 0.3 * bell()));
  return { rows, columns: numbers.map((values, j) => ({ kind: 'number' as const, name: `n${j}`, values })) };
}

function trained(clusterer: Clusterer, features: Parameters<typeof checkerFeatures>[0], given: object = {}) {
  const settings = complete(clusterer.parameters, given as never);
  const model = clusterer.fit(features, settings, { seed: 3 });
  const own = checkerFeatures(features);
  const p = tensorsOf(clusterer.toTensors(model));
  const check = (q: typeof p, changed = {}) =>
    failed(checkClustering(CHECKED.get(clusterer.name)!, q, new Settings({ ...settings, ...changed }), own));
  return { p, check, model, own };
}

describe.each((CLUSTERERS as readonly Clusterer[]).map((clusterer) => [clusterer.name, clusterer] as const))(
  'the checker of %s',
  (name, clusterer) => {
    it.each([
      ['clouds', clouds(1), {}],
      ['clouds as they are', clouds(2), { scaling: 'none' }],
      ['numbers and categories', tabularData(3, 80).regression.features, {}],
    ])('accepts what the trainer makes of %s, and labels other rows alike', (_, features, given) => {
      const { p, check, model } = trained(clusterer, features, given);
      expect(check(p)).toEqual([]);
      const other = features.columns.length === 4 ? clouds(9, 30) : tabularData(8, 30).regression.features;
      expect(CHECKED.get(name)!.labels(p, encode(p, checkerFeatures(other)))).toEqual(
        clusterer.predict(model, other).labels,
      );
    });

    it('tells a plane that is another: a turned axis, a component left out, a moved centre', () => {
      const { p, check } = trained(clusterer, clouds(4));
      expect(ids(check(nudged(p, 'view.axes', 0, (x) => x + 1e-6)))).toContain('view.axes');
      expect(ids(check(nudged(p, 'view.explained', 0, (x) => x * 1.001)))).toContain('view.components');
      expect(ids(check(nudged(p, 'view.mean', 1, (x) => x + 1e-6)))).toEqual(['view.axes']);
      // Orthonormal and eigenvectors, in the wrong order; then one of them twice.
      const [a, b] = [p.get('view.axes')!.data, p.get('view.explained')!.data];
      const swapped = new Map([
        ...p,
        ['view.axes', { shape: [2, 4], data: Float64Array.from([...a.slice(4), ...a.slice(0, 4)]) }] as const,
        ['view.explained', { shape: [2], data: Float64Array.of(b[1]!, b[0]!) }] as const,
      ]);
      expect(ids(check(swapped))).toEqual(['view.largest']);
      const doubled = new Map([
        ...swapped,
        ['view.axes', { shape: [2, 4], data: Float64Array.from([...a.slice(4), ...a.slice(4)]) }] as const,
        ['view.explained', { shape: [2], data: Float64Array.of(b[1]!, b[1]!) }] as const,
      ]);
      expect(ids(check(doubled))).toEqual(expect.arrayContaining(['view.axes', 'view.largest']));
    });
  },
);

describe('the checker of clusterings', () => {
  it('tells a centre that moved, an inertia, another number of clusters', () => {
    const { p, check } = trained(kMeans, clouds(5), { clusters: 3 });
    expect(ids(check(nudged(p, 'centres', 2, (x) => x + 1e-7)))).toContain('centres');
    expect(ids(check(nudged(p, 'inertia', 0, (x) => x * 0.99)))).toEqual(['inertia']);
    expect(ids(check(p, { clusters: 4 }))).toEqual(['count']);
  });

  it('does not decide where k-means was ended by its cap', () => {
    const { p, check } = trained(kMeans, clouds(5), { clusters: 7, max_iterations: 1, restarts: 1 });
    expect(check(p).join()).toMatch(/centres INDETERMINATE/);
  });

  it('tells a mixture that stopped early, a weight, a likelihood', () => {
    const { p, check } = trained(gaussianMixture, clouds(6), { components: 3 });
    expect(ids(check(nudged(p, 'means', 1, (x) => x + 0.05)))).toContain('fixed_point');
    expect(ids(check(nudged(p, 'weights', 0, (x) => x + 1e-6)))).toContain('weights');
    expect(ids(check(nudged(p, 'log_likelihood', 0, (x) => x + 1e-5)))).toEqual(['likelihood']);
  });

  it('tells a core that is missing, a label, a radius', () => {
    const { p, check } = trained(dbscan, clouds(7));
    expect(ids(check(nudged(p, 'core.labels', 0, (label) => label + 1)))).toContain('cores');
    expect(ids(check(nudged(p, 'radius', 0, (r) => r * 1.001)))).toContain('neighbourhood');
    expect(ids(check(p, { min_points: 9 }))).toContain('cores');
  });
});
