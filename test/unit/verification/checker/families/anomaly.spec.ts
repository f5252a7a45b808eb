import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../../../../src/algorithms/anomaly/index.js';
import { type Detector } from '../../../../../src/algorithms/anomaly/detector.js';
import {
  checkAnomaly,
  DETECTORS as CHECKED,
  scoresOf,
} from '../../../../../src/verification/checker/families/anomaly.js';
import { encode } from '../../../../../src/verification/checker/features.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const SEED = 11;
const ids = (failures: string[]) => failures.map((text) => text.split(' ')[0]);

function trained(detector: Detector, data: number, given: object = {}) {
  const { features } = tabularData(data, 140).regression;
  const settings = complete(detector.parameters, {
    ...('trees' in detector.parameters.properties ? { trees: 20 } : {}),
    ...given,
  });
  const model = detector.fit(features, settings, { seed: SEED });
  const own = checkerFeatures(features);
  const p = tensorsOf(detector.toTensors(model));
  const check = (q: typeof p, changed = {}, seed = SEED) =>
    failed(checkAnomaly(CHECKED.get(detector.name)!, q, new Settings({ ...settings, ...changed }), own, seed));
  return { p, check, model, own };
}

describe.each((DETECTORS as readonly Detector[]).map((detector) => [detector.name, detector] as const))(
  'the checker of %s',
  (name, detector) => {
    it.each([1, 2, 3])('accepts what the trainer makes, and scores other rows alike: data %d', (data) => {
      const { p, check, model } = trained(detector, data);
      expect(check(p)).toEqual([]);
      const other = tabularData(data + 10, 40).regression.features;
      const scores = detector.predict(model, other).scores;
      scoresOf(CHECKED.get(name)!, p, encode(p, checkerFeatures(other))).forEach((score, i) =>
        expect(score / scores[i]!).toBeCloseTo(1, 12),
      );
    });

    it('tells another threshold, contamination or standardization', () => {
      const { p, check } = trained(detector, 4);
      expect(ids(check(nudged(p, 'threshold', 0, (t) => t * 1.0001)))).toEqual(['threshold']);
      expect(ids(check(p, { contamination: 0.1 }))).toEqual(['threshold']);
      expect(ids(check(nudged(p, 'columns.center', 0, (c) => c + 1e-3)))).toContain('columns');
    });
  },
);

describe('the checker of detectors', () => {
  const [isolation, knn, lof, ecod, hbos] = DETECTORS;

  it('tells trees of another seed, size or number, and a moved cut', () => {
    const { p, check } = trained(isolation, 5);
    expect(ids(check(p, {}, SEED + 1))).toContain('state');
    expect(ids(check(p, { sample_size: 64 }))).toContain('state');
    expect(ids(check(p, { trees: 21 }))).toContain('state');
    expect(ids(check(nudged(p, 'node.threshold', 0, (x) => x + 1e-12)))).toContain('state');
    const leaf = p.get('node.column')!.data.indexOf(-1);
    expect(ids(check(nudged(p, 'node.path', leaf, (h) => h + 1e-8)))).toContain('sums');
  });

  it('draws the reference rows again', () => {
    const { p, check } = trained(knn, 6, { reference_rows: 50 });
    expect(check(p)).toEqual([]);
    expect(ids(check(p, {}, SEED + 1))).toContain('state');
    expect(ids(check(p, { neighbors: 9 }))).toContain('state');
  });

  it('tells a density, a tail, a bin', () => {
    const local = trained(lof, 7);
    expect(ids(local.check(nudged(local.p, 'density', 3, (d) => d * 1.001)))).toContain('sums');
    const tails = trained(ecod, 7);
    expect(ids(tails.check(nudged(tails.p, 'sorted', 3, (x) => x + 1e-9)))).toContain('state');
    const bins = trained(hbos, 7);
    expect(ids(bins.check(nudged(bins.p, 'surprise', 3, (s) => s + 1e-6)))).toContain('sums');
    expect(ids(bins.check(nudged(bins.p, 'ranges', 0, (x) => x - 1e-9)))).toContain('state');
  });
});
