import { describe, expect, it } from 'vitest';
import { forestClassifier, forestRegressor } from '../../../../../src/algorithms/trees/forest/estimators.js';
import { checkForest, forestMeans, type Goal } from '../../../../../src/verification/checker/families/forest.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { lcg } from '../../dense.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const SEED = 5;
const ids = (failures: string[]) => failures.map((text) => text.split(' ')[0]);

function regressor(seed: number, given: object) {
  const { regression } = tabularData(seed, 150);
  const settings = complete(forestRegressor.parameters, { trees: 8, ...given });
  const model = forestRegressor.fit(regression, settings, { seed: SEED });
  const features = checkerFeatures(regression.features);
  return {
    p: tensorsOf(forestRegressor.toTensors(model)),
    features,
    predicted: forestRegressor.predict(model, regression.features).values,
    check: (p: ReturnType<typeof tensorsOf>, changed = {}, drawn = SEED) =>
      failed(
        checkForest(
          p,
          new Settings({ ...settings, ...changed }),
          features,
          { values: regression.target, isClasses: false },
          drawn,
        ),
      ),
  };
}

describe('the checker of random forests', () => {
  it.each([
    [1, {}],
    [2, { min_leaf: 10, max_depth: 3 }],
    [3, { feature_fraction: 1 }],
  ])('accepts what the trainer makes of numbers: data %d, %o', (seed, given) => {
    const { p, check, features, predicted } = regressor(seed, given);
    expect(check(p)).toEqual([]);
    expect(forestMeans(p, features)).toEqual(predicted);
  });

  it.each([
    [1, 2],
    [2, 3],
    [3, 4],
  ])('and of classes: data %d, %d classes', (seed, classes) => {
    const { classification } = tabularData(seed, 150, classes);
    const settings = complete(forestClassifier.parameters, { trees: 8 });
    const p = tensorsOf(forestClassifier.toTensors(forestClassifier.fit(classification, settings, { seed: SEED })));
    const { labels } = classification;
    const goal: Goal = classes === 2 ? { values: Float64Array.from(labels), isClasses: true } : { labels, classes };
    expect(
      failed(checkForest(p, new Settings(settings), checkerFeatures(classification.features), goal, SEED)),
    ).toEqual([]);
  });

  it('asks for no cut between levels that only rounding orders', () => {
    // Whole targets and few rows: levels of equal means abound.
    for (let data = 1; data <= 12; data++) {
      const next = lcg(data);
      const codes = Int32Array.from({ length: 150 }, () => Math.floor(next() * 20));
      const levels = Array.from({ length: 20 }, (_, level) => `level ${level}`);
      const features = { rows: 150, columns: [{ kind: 'category' as const, name: 'c', codes, levels }] };
      const whole = { features, target: Float64Array.from(codes, () => Math.floor(next() * 7)) };
      const settings = complete(forestRegressor.parameters, { trees: 10, min_leaf: 5 });
      const p = tensorsOf(forestRegressor.toTensors(forestRegressor.fit(whole, settings, { seed: SEED })));
      const goal = { values: whole.target, isClasses: false };
      expect(failed(checkForest(p, new Settings(settings), checkerFeatures(whole.features), goal, SEED))).toEqual([]);
    }
  });

  const { p, check } = regressor(4, {});
  it('tells a leaf that is off, one from the wrong side, a moved threshold, an out-of-bag value', () => {
    expect(ids(check(nudged(p, 'leaves.value', 3, (v) => v * 1.00001)))).toContain('leaves');
    const values = p.get('leaves.value')!.data;
    expect(ids(check(nudged(p, 'leaves.value', 0, () => values[1]!)))).toContain('leaves');
    expect(
      ids(check(nudged(p, 'nodes.threshold', p.get('nodes.feature')!.data.indexOf(0), (x) => x + 1e-9))),
    ).toContain('structure');
    expect(ids(check(nudged(p, 'out_of_bag', 7, (v) => v + 1e-6)))).toEqual(['out_of_bag']);
  });

  it.each([
    ['trees', 9, 'structure'],
    ['min_leaf', 4, 'splits'],
    ['min_leaf', 1, 'splits'],
    ['feature_fraction', 1, 'splits'],
    ['max_depth', 2, 'splits'],
  ])('tells another %s than claimed (%d)', (name, value, id) => {
    expect(ids(check(p, { [name]: value }))).toContain(id);
  });

  it('tells another seed', () => {
    expect(ids(check(p, {}, SEED + 1))).toEqual(expect.arrayContaining(['leaves', 'splits', 'out_of_bag']));
  });
});
