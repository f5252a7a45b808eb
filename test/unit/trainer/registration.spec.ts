import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGE, pageOf } from '../../../scripts/algorithms-page.mjs';
import { DETECTORS } from '../../../src/algorithms/anomaly/index.js';
import { algorithmsOf, CATALOGUE } from '../../../src/algorithms/catalogue.js';
import { CLUSTERERS } from '../../../src/algorithms/clustering/index.js';
import { FORECASTERS } from '../../../src/algorithms/forecasting/index.js';
import { RECOMMENDERS } from '../../../src/algorithms/recommendation/index.js';
import { classificationTask } from '../../../src/algorithms/tabular/classification.js';
import { regressionTask } from '../../../src/algorithms/tabular/regression.js';
import * as anomalies from '../../../src/verification/checker/families/anomaly.js';
import * as clusters from '../../../src/verification/checker/families/clustering.js';
import { CLASSIFIERS, REGRESSORS } from '../../../src/verification/checker/model-types/predictors.js';

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();
const estimatorsOf = (list: readonly { readonly estimator: { readonly name: string } }[]) =>
  namesOf(list.map(({ estimator }) => estimator));

/** docs/algorithms.md, "Add an algorithm": what each step has to leave behind. */
describe('every algorithm of the catalogue', () => {
  it.each([
    ['recommendation', estimatorsOf(RECOMMENDERS)],
    ['classification', estimatorsOf(classificationTask.algorithms)],
    ['regression', estimatorsOf(regressionTask.algorithms)],
    ['clustering', namesOf(CLUSTERERS)],
    ['anomaly', namesOf(DETECTORS)],
    ['forecasting', namesOf(FORECASTERS)],
  ])('is in the list that the trainer chooses from, and no other: %s', (modelType, trained) => {
    expect(namesOf(algorithmsOf(modelType))).toEqual(trained);
  });

  it.each([
    ['classification', CLASSIFIERS],
    ['regression', REGRESSORS],
    ['clustering', clusters.CLUSTERERS],
    ['anomaly', anomalies.DETECTORS],
  ] as const)('has a checker: %s', (modelType, checked) => {
    expect([...checked.keys()].sort()).toEqual(namesOf(algorithmsOf(modelType)));
  });

  it('is on its page, with its present hyper-parameters (else: node scripts/algorithms-page.mjs)', () => {
    const written = readFileSync(PAGE, 'utf8');
    expect(written).toBe(pageOf(written, CATALOGUE));
  });
});
