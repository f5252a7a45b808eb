import { describe, expect, it } from 'vitest';
import {
  CLUSTERERS,
  dbscan,
  gaussianMixture,
  kMeans,
  selectClusterer,
  silhouette,
} from '../../../src/algorithms/clustering/index.js';
import { expectation } from '../../../src/algorithms/clustering/mixture-expectation.js';
import { maximization } from '../../../src/algorithms/clustering/mixture-maximization.js';
import { numbers } from '../anomaly/points.js';
import { recordEach } from '../verification/conformance/record.js';
import { iris } from './iris.js';

const features = numbers(iris);
const context = { seed: 1 };
const raw = { scaling: 'none' };

describe('k-means on iris', () => {
  recordEach('k_means', 'reference');
  const model = kMeans.fit(features, { ...raw, clusters: 3 }, context);
  const points = kMeans.encode(model, features);

  it('reaches the best known sum of squares, 78.8514', () => {
    expect(model.state.inertia).toBeCloseTo(78.851441426146, 9);
    expect(model.state.isFixed).toBe(true);
  });

  it('is a fixed point to the last bit', () => {
    const { labels } = kMeans.predict(model, features);
    for (let cluster = 0; cluster < 3; cluster++) {
      const members = iris.filter((_, row) => labels[row] === cluster);
      for (let column = 0; column < 4; column++) {
        let total = 0;
        for (const row of members) total += row[column]!;
        expect(total / members.length).toBe(model.state.centres.data[cluster * 4 + column]);
      }
    }
    iris.forEach((row, i) => {
      const square = (cluster: number) =>
        row.reduce((sum, value, column) => sum + (value - model.state.centres.data[cluster * 4 + column]!) ** 2, 0);
      for (let cluster = 0; cluster < 3; cluster++) expect(square(labels[i]!)).toBeLessThanOrEqual(square(cluster));
    });
  });

  it('has the silhouette that scikit-learn 1.2.1 computes', () => {
    const { labels } = kMeans.predict(model, features);
    expect(silhouette(points, labels, 1)).toBeCloseTo(0.5528190123564095, 12);
  });

  it('chooses two clusters by it, of silhouette 0.6810', () => {
    const chosen = kMeans.fit(features, raw, context);
    expect(kMeans.countOf(chosen)).toBe(2);
    expect(silhouette(points, kMeans.predict(chosen, features).labels, 1)).toBeCloseTo(0.6810461692117462, 12);
  });

  it('moves an empty centre instead of losing it', () => {
    const twins = numbers([...new Array<number[]>(10).fill([0]), ...new Array<number[]>(10).fill([1])]);
    const split = kMeans.fit(twins, { ...raw, clusters: 2 }, context);
    expect([...split.state.centres.data].sort()).toEqual([0, 1]);
    expect(() => kMeans.fit(twins, { clusters: 21 }, context)).toThrow('at least as many rows');
  });
});

describe('Gaussian mixture on iris', () => {
  recordEach('gaussian_mixture', 'reference');
  // mclust (Fraley & Raftery) and scikit-learn 1.2.1 agree: BIC of VVV with 2 and 3 components 574.018 and 580.839.
  it.each([
    [1, 'full', -379.9146301960234],
    [2, 'full', -214.35470459597724],
    [3, 'full', -180.18547759250401],
    [2, 'diagonal', -386.18534705882905],
    [3, 'diagonal', -307.17757173687323],
  ])('%i components, %s covariance', (components, covariance, logLikelihood) => {
    const model = gaussianMixture.fit(features, { ...raw, components, covariance }, context);
    expect(model.state.logLikelihood).toBeGreaterThan(logLikelihood - 2e-3);
  });

  it('chooses two by BIC', () => {
    expect(gaussianMixture.countOf(gaussianMixture.fit(features, raw, context))).toBe(2);
  });

  it('is a fixed point of EM', () => {
    const { state, ...model } = gaussianMixture.fit(features, { ...raw, components: 3 }, context);
    const points = gaussianMixture.encode({ ...model, state }, features);
    const responsibilities = new Float64Array(450);
    expect(expectation(state, points, responsibilities)).toBe(state.logLikelihood);
    const next = maximization(points, responsibilities, 3, false);
    next.means.forEach((value, i) => expect(value).toBeCloseTo(state.means[i]!, 3));
    expect(state.weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('DBSCAN on iris', () => {
  recordEach('dbscan', 'reference');
  it('finds what scikit-learn 1.2.1 finds with eps 0.5, min_samples 5: 117 cores, clusters of 49 and 84, 17 noise', () => {
    const model = dbscan.fit(features, { ...raw, radius: 0.5, min_points: 5 }, context);
    const { labels } = dbscan.predict(model, features);
    const count = (cluster: number) => labels.filter((label) => label === cluster).length;
    expect(model.state.cores.rows).toBe(117);
    expect([count(-1), count(0), count(1)]).toEqual([17, 49, 84]);
  });
});

describe('the view', () => {
  it('has the axes that scikit-learn 1.2.1 computes, up to sign', () => {
    const { view } = kMeans.fit(features, raw, context);
    expect([...view.explained].map((share) => Number(share.toFixed(8)))).toEqual([0.92461872, 0.05306648]);
    [0.36138659, -0.08452251, 0.85667061, 0.3582892].forEach((value, i) => expect(view.axes[i]).toBeCloseTo(value, 7));
    [0.65658877, 0.73016143, -0.17337266, -0.07548102].forEach((value, i) =>
      expect(view.axes[4 + i]).toBeCloseTo(value, 7),
    );
  });
});

describe('the choice', () => {
  it('takes the greatest silhouette and names every candidate', () => {
    const { best, candidates } = selectClusterer(features, CLUSTERERS, {}, context);
    const scores = candidates.map(({ score }) => score ?? -1);
    expect(candidates.map(({ clusterer }) => clusterer.name)).toEqual(['k_means', 'gaussian_mixture', 'dbscan']);
    expect(best.parameters).toMatchObject({ clusters: 2, restarts: 10, scaling: 'standardize' });
    expect(scores[candidates.indexOf(best)]).toBe(Math.max(...scores));
  });
});
