import { describe, expect, it } from 'vitest';
import { elasticNet } from '../../../../../src/algorithms/linear/elastic-net.js';
import { leastSquares } from '../../../../../src/algorithms/linear/least-squares.js';
import { logisticRegression } from '../../../../../src/algorithms/linear/logistic/logistic-regression.js';
import { ridge } from '../../../../../src/algorithms/linear/ridge.js';
import {
  checkLeastSquares,
  checkLogistic,
  checkPenalizedSquares,
} from '../../../../../src/verification/checker/families/linear.js';
import { Settings } from '../../../../../src/verification/checker/settings.js';
import { checkerFeatures, complete, failed, nudged, tabularData, tensorsOf } from './tabular.js';

const context = { seed: 1 };
const ids = (checks: ReturnType<typeof checkLogistic>) => failed(checks).map((text) => text.split(' ')[0]);

describe.each([
  ['ridge', ridge, {}],
  ['ridge', ridge, { l2: 50 }],
  ['lasso', elasticNet, {}],
  ['elastic net', elasticNet, { alpha: 0.05, l1_ratio: 0.4 }],
  ['elastic net without a coefficient', elasticNet, { alpha: 1e6 }],
] as const)('the checker of %s', (_, estimator, given) => {
  const settings = complete(estimator.parameters, given);
  it.each([1, 2, 3])('accepts what the trainer makes, data %d', (seed) => {
    const { regression } = tabularData(seed);
    const p = tensorsOf(estimator.toTensors(estimator.fit(regression, settings, context)));
    expect(
      failed(checkPenalizedSquares(p, new Settings(settings), checkerFeatures(regression.features), regression.target)),
    ).toEqual([]);
  });
});

describe('the checker of penalized least squares', () => {
  const { regression } = tabularData(4);
  const features = checkerFeatures(regression.features);
  const check = (p: ReturnType<typeof tensorsOf>, settings: object) =>
    ids(checkPenalizedSquares(p, new Settings(settings as never), features, regression.target));
  const fit = (given: object) => tensorsOf(ridge.toTensors(ridge.fit(regression, given as never, context)));

  it('tells a coefficient that is off by 1e-6, an intercept, a scale, a penalty', () => {
    const p = fit({ l2: 1 });
    expect(
      check(
        nudged(p, 'coefficients', 1, (w) => w + 1e-6),
        { l2: 1 },
      ),
    ).toEqual(['stationary']);
    expect(
      check(
        nudged(p, 'intercept', 0, (b) => b + 1e-6),
        { l2: 1 },
      ),
    ).toContain('intercept');
    expect(
      check(
        nudged(p, 'columns.scale', 0, (s) => s * 1.001),
        { l2: 1 },
      ),
    ).toContain('columns');
    expect(check(p, { l2: 1.001 })).toEqual(['penalties', 'stationary']);
  });

  it('tells a lasso that stopped early, by its gap', () => {
    const settings = complete(elasticNet.parameters, { alpha: 0.05 });
    const p = tensorsOf(elasticNet.toTensors(elasticNet.fit(regression, settings, context)));
    expect(
      check(
        nudged(p, 'coefficients', 0, (w) => w * 0.98),
        settings,
      ),
    ).toEqual(['duality_gap']);
    expect(
      check(
        nudged(p, 'coefficients', 5, (w) => w + 0.02),
        settings,
      ),
    ).toContain('duality_gap');
  });
});

describe('the checker of least squares', () => {
  it.each([
    [1, true],
    [2, true],
    [3, false],
  ])('accepts what the trainer makes, data %d, intercept %s', (seed, intercept) => {
    const { regression } = tabularData(seed);
    const settings = complete(leastSquares.parameters, { intercept });
    const p = tensorsOf(leastSquares.toTensors(leastSquares.fit(regression, settings, context)));
    expect(
      failed(checkLeastSquares(p, new Settings(settings), checkerFeatures(regression.features), regression.target)),
    ).toEqual([]);
  });

  it('tells a coefficient that is off by 1e-8, and does not decide where the columns are all but dependent', () => {
    const { regression } = tabularData(5);
    const settings = complete(leastSquares.parameters);
    const features = checkerFeatures(regression.features);
    const p = tensorsOf(leastSquares.toTensors(leastSquares.fit(regression, settings, context)));
    const check = (q: typeof p) => failed(checkLeastSquares(q, new Settings(settings), features, regression.target));
    expect(check(nudged(p, 'coefficients', 0, (w) => w + 1e-8)).join()).toMatch(/stationary FAIL/);

    const [first, ...rest] = regression.features.columns;
    const twin = {
      ...first!,
      name: 'twin',
      values: (first as { values: Float64Array }).values.map((x, i) => x + 1e-9 * (i % 3)),
    };
    const close = { ...regression, features: { ...regression.features, columns: [first!, twin as never, ...rest] } };
    const q = tensorsOf(leastSquares.toTensors(leastSquares.fit(close, settings, context)));
    const verdicts = checkLeastSquares(q, new Settings(settings), checkerFeatures(close.features), close.target);
    expect(verdicts.find(({ id }) => id === 'radius')?.verdict).toBe('INDETERMINATE');
  });
});

describe('the checker of logistic regression', () => {
  const run = (seed: number, classes: number, given: object) => {
    const { classification } = tabularData(seed, 150, classes);
    const settings = complete(logisticRegression.parameters, given as never);
    const p = tensorsOf(logisticRegression.toTensors(logisticRegression.fit(classification, settings, context)));
    const data = { features: checkerFeatures(classification.features), labels: classification.labels, classes };
    return { p, check: (q: typeof p, s: object = settings) => checkLogistic(q, new Settings(s as never), data) };
  };

  it.each([
    [1, 2, {}],
    [2, 2, { l2: 0.01 }],
    [3, 2, { l2: 0, l1: 2 }],
    [4, 2, { l2: 1, l1: 3 }],
    [5, 3, {}],
    [6, 4, { l2: 0.5, l1: 1 }],
  ])('accepts what the trainer makes: data %d, %d classes, %o', (seed, classes, given) => {
    const { p, check } = run(seed, classes, given);
    expect(failed(check(p))).toEqual([]);
  });

  it('tells a coefficient or intercept that is off, and another penalty', () => {
    const { p, check } = run(7, 2, {});
    expect(ids(check(nudged(p, 'coefficients', 0, (w) => w + 1e-7)))).toContain('stationary');
    expect(ids(check(nudged(p, 'coefficients', 0, (w) => w * 1.01)))).toContain('duality_gap');
    expect(ids(check(nudged(p, 'intercept', 0, (b) => b + 1e-8)))).toContain('intercept');
    expect(ids(check(p, complete(logisticRegression.parameters, { l2: 1.001 })))).toEqual(['penalties', 'stationary']);
  });
});
