import { describe, expect, it } from 'vitest';
import { naiveBayes } from '../../../../../src/algorithms/bayes/naive-bayes.js';
import {
  neighbourClassifier,
  neighbourRegressor,
} from '../../../../../src/algorithms/neighbours/nearest-neighbours.js';
import { softmax } from '../../../../../src/verification/checker/families/linear.js';
import { checkNaiveBayes, naiveBayesScores } from '../../../../../src/verification/checker/families/naive-bayes.js';
import { checkNeighbours, forEachNeighbour } from '../../../../../src/verification/checker/families/neighbours.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const context = { seed: 1 };
const ids = (failures: string[]) => failures.map((text) => text.split(' ')[0]);

describe('the checker of naive Bayes', () => {
  const run = (seed: number, classes: number) => {
    const { classification } = tabularData(seed, 100, classes);
    const settings = complete(naiveBayes.parameters);
    const model = naiveBayes.fit(classification, settings, context);
    const features = checkerFeatures(classification.features);
    const data = { features, labels: classification.labels, classes };
    const p = tensorsOf(naiveBayes.toTensors(model));
    const predicted = naiveBayes.predict(model, classification.features).probabilities;
    const check = (q: typeof p, changed = {}) =>
      failed(checkNaiveBayes(q, new Settings({ ...settings, ...changed }), data));
    return { p, check, features, predicted };
  };

  it.each([
    [1, 2],
    [2, 3],
  ])('accepts what the trainer makes, and predicts the same: data %d, %d classes', (seed, classes) => {
    const { p, check, features, predicted } = run(seed, classes);
    expect(check(p)).toEqual([]);
    softmax(naiveBayesScores(p, features), features.rows).forEach((share, i) =>
      expect(share).toBeCloseTo(predicted[i]!, 12),
    );
  });

  it('tells a count, a mean, a variance or a smoothing that is another', () => {
    const { p, check } = run(3, 3);
    expect(ids(check(nudged(p, 'levels.count', 4, (n) => n + 1)))).toEqual(['counts']);
    expect(ids(check(nudged(p, 'classes.count', 0, (n) => n - 1)))).toEqual(['counts']);
    expect(ids(check(nudged(p, 'numbers.mean', 2, (m) => m * 1.0001)))).toEqual(['moments']);
    expect(ids(check(nudged(p, 'numbers.variance', 0, (v) => (v * 100) / 99)))).toEqual(['moments']);
    expect(ids(check(p, { alpha: 2 }))).toEqual(['counts']);
    expect(ids(check(p, { variance_floor: 1e-3 }))).toEqual(['moments']);
  });
});

describe('the checker of nearest neighbours', () => {
  const { regression, classification } = tabularData(4, 90, 3);
  const other = tabularData(5, 30, 3).classification.features;
  const features = checkerFeatures(regression.features);

  it.each(['uniform', 'distance'])(
    'accepts what the trainer makes, and finds the same neighbours, weights %s',
    (weights) => {
      const settings = complete(neighbourRegressor.parameters, { k: 7, weights });
      const model = neighbourRegressor.fit(regression, settings, context);
      const p = tensorsOf(neighbourRegressor.toTensors(model));
      expect(failed(checkNeighbours(p, new Settings(settings), features, regression.target))).toEqual([]);
      const values = new Float64Array(30);
      forEachNeighbour(
        p,
        checkerFeatures(other),
        (query, row, share) => (values[query]! += share * regression.target[row]!),
      );
      expect(values).toEqual(neighbourRegressor.predict(model, other).values);
    },
  );

  it('tells another k, a row that was left out, a label that was changed, a cell', () => {
    const settings = complete(neighbourClassifier.parameters, { k: 5 });
    const p = tensorsOf(neighbourClassifier.toTensors(neighbourClassifier.fit(classification, settings, context)));
    const check = (q: typeof p, changed = {}) =>
      ids(failed(checkNeighbours(q, new Settings({ ...settings, ...changed }), features, classification.labels)));
    expect(check(p)).toEqual([]);
    expect(check(p, { k: 6 })).toEqual(['rows']);
    expect(check(nudged(p, 'labels', 3, (label) => (label + 1) % 3))).toEqual(['rows']);
    expect(check(nudged(p, 'rows.codes', 3, (code) => code + 1))).toEqual(['rows']);
    expect(check(nudged(p, 'rows.numbers', 3, (z) => z + 1e-8))).toEqual(['numbers']);
  });
});
