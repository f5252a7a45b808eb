import { describe, expect, it } from 'vitest';
import { boostedClassifier, boostedRegressor } from '../../../../../src/algorithms/trees/boosting/estimators.js';
import {
  boostedScores,
  checkBoosting,
  logLoss,
  squaredLoss,
} from '../../../../../src/verification/checker/families/boosting.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const SEED = 3;
const context = { seed: SEED };

function regressor(seed: number, given: object, rows = 200) {
  const { regression } = tabularData(seed, rows);
  const settings = complete(boostedRegressor.parameters, { trees: 12, ...given });
  const model = boostedRegressor.fit(regression, settings, context);
  const features = checkerFeatures(regression.features);
  return {
    p: tensorsOf(boostedRegressor.toTensors(model)),
    features,
    predicted: boostedRegressor.predict(model, regression.features).values,
    check: (p: ReturnType<typeof tensorsOf>, changed = {}, drawn = SEED) =>
      failed(
        checkBoosting(p, new Settings({ ...settings, ...changed }), features, squaredLoss(regression.target), drawn),
      ),
  };
}

const ids = (failures: string[]) => failures.map((text) => text.split(' ')[0]);

describe('the checker of boosted trees', () => {
  it.each([
    [1, {}],
    [2, { max_leaves: 4, learning_rate: 0.3 }],
    [3, { max_depth: 2, min_child_weight: 20 }],
    [4, { feature_fraction: 0.5, row_fraction: 0.6 }],
    [5, { l2: 0, min_gain: 2 }],
    [6, { trees: null }],
  ])('accepts what the trainer makes of numbers: data %d, %o', (seed, given) => {
    const { p, check, features, predicted } = regressor(seed, given);
    expect(check(p)).toEqual([]);
    expect(boostedScores(p, features)[0]).toEqual(predicted);
  });

  it.each([
    [1, 2, {}],
    [2, 3, { max_leaves: 6 }],
    [3, 4, { row_fraction: 0.7 }],
  ])('and of classes: data %d, %d classes, %o', (seed, classes, given) => {
    const { classification } = tabularData(seed, 200, classes);
    const settings = complete(boostedClassifier.parameters, { trees: 8, ...given });
    const p = tensorsOf(boostedClassifier.toTensors(boostedClassifier.fit(classification, settings, context)));
    const loss = logLoss(classification.labels, classes);
    expect(
      failed(checkBoosting(p, new Settings(settings), checkerFeatures(classification.features), loss, SEED)),
    ).toEqual([]);
  });

  const { p, check } = regressor(7, {});
  it('tells a leaf that is off by a millionth, and one from the wrong side', () => {
    expect(ids(check(nudged(p, 'leaves.value', 3, (v) => v + 2e-4)))).toContain('leaves');
    const values = p.get('leaves.value')!.data;
    const swapped = nudged(
      nudged(p, 'leaves.value', 0, () => values[1]!),
      'leaves.value',
      1,
      () => values[0]!,
    );
    expect(ids(check(swapped))).toContain('leaves');
  });

  it('tells a threshold that is moved to the next edge, or off the edges', () => {
    const feature = p.get('nodes.feature')!.data;
    const offsets = p.get('bins.edge_offsets')!.data;
    const node = feature.findIndex((f) => f === 0);
    const edges = p.get('bins.edges')!.data.slice(offsets[0], offsets[1]) as Float64Array;
    const at = edges.indexOf(p.get('nodes.threshold')!.data[node]!);
    expect(ids(check(nudged(p, 'nodes.threshold', node, () => edges[at + 1]!)))).toEqual(
      expect.arrayContaining(['leaves', 'splits']),
    );
    expect(ids(check(nudged(p, 'nodes.threshold', node, (x) => x + 1e-9)))).toContain('structure');
  });

  it.each([
    ['learning_rate', 0.101, 'leaves'],
    ['l2', 1.01, 'leaves'],
    ['trees', 13, 'structure'],
    ['max_leaves', 40, 'splits'],
    ['min_child_weight', 6, 'splits'],
    ['min_gain', 5, 'splits'],
  ])('tells another %s than claimed', (name, value, id) => {
    const small = regressor(8, { max_leaves: 10 });
    expect(ids(small.check(small.p, { [name]: value }))).toContain(id);
  });

  it('tells another seed where rows were drawn', () => {
    const drawn = regressor(9, { row_fraction: 0.6 });
    expect(drawn.check(drawn.p)).toEqual([]);
    expect(ids(drawn.check(drawn.p, {}, SEED + 1))).toContain('leaves');
  });
});
