import { describe, expect, it } from 'vitest';
import { type Table } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { check } from '../../../../src/verification/checker/check.js';
import { type Evidence } from '../../../../src/verification/checker/evidence.js';
import { tabularTable } from '../tables.js';
import { trainEvidence, type TrainOptions } from '../train.js';

const failures = (evidence: Evidence) =>
  check(evidence)
    .checks.filter(({ verdict }) => verdict !== 'PASS')
    .map(({ id, verdict, value }) => `${id} ${verdict} ${value}`);

function trained(modelType: 'classification' | 'regression', table: Table, target: string, options: TrainOptions = {}) {
  const timed = table.columns.some(({ name }) => name === 'when');
  const roles = [
    { role: 'target' as const, column: target },
    ...(timed ? [{ role: 'timestamp' as const, column: 'when' }] : []),
  ];
  return trainEvidence(familyOf(modelType)!, table, roles, options);
}

describe('a regression', () => {
  it.each([
    ['least_squares', {}],
    ['ridge', {}],
    ['elastic_net', { l1_ratio: 0.5 }],
    ['nearest_neighbours', { weights: 'distance' }],
    ['random_forest', { trees: 10 }],
    ['gradient_boosting', { trees: 10 }],
  ])('by %s is certified', (algorithm, hyperparameters) => {
    const evidence = trained('regression', tabularTable(1), 'amount', { algorithm, hyperparameters });
    expect(failures(evidence)).toEqual([]);
    expect(check(evidence).limits.join()).toMatch(/not certified: the widths of prediction intervals/);
  });

  it('by auto, held out in time, is certified', () => {
    const evidence = trained('regression', tabularTable(2, { withTime: true }), 'amount');
    expect(evidence.claim.split.kind).toMatch(/in time/);
    expect(failures(evidence)).toEqual([]);
  });
});

describe('a classification', () => {
  it.each([
    ['logistic_regression', 'kind', {}],
    ['naive_bayes', 'kind', {}],
    ['nearest_neighbours', 'flag', {}],
    ['random_forest', 'flag', { trees: 10 }],
    ['random_forest', 'kind', { trees: 10 }],
    ['gradient_boosting', 'kind', { trees: 10 }],
  ])('by %s of %s is certified', (algorithm, target, hyperparameters) => {
    const evidence = trained('classification', tabularTable(3), target, { algorithm, hyperparameters });
    expect(failures(evidence)).toEqual([]);
    expect(check(evidence).limits.join()).toMatch(/not certified: how probabilities were calibrated/);
  });

  const evidence = trained('classification', tabularTable(4), 'flag', { algorithm: 'logistic_regression' });
  it('is not, where two classes changed their names', () => {
    const classes = new TextEncoder().encode('truefalse');
    const parameters = new Map(evidence.model.parameters);
    parameters.set('classes.utf8', { shape: [9], data: classes });
    parameters.set('classes.offsets', { shape: [3], data: Uint32Array.of(0, 4, 9) });
    expect(failures({ ...evidence, model: { ...evidence.model, parameters } })).toEqual(['model.classes FAIL 1']);
  });

  it('is not, where the held-out rows are those of another seed', () => {
    const other = trained('classification', tabularTable(4), 'flag', { algorithm: 'logistic_regression', seed: 8 });
    expect(
      failures({ ...evidence, evaluation: { ...evidence.evaluation, testRows: other.evaluation.testRows } })[0],
    ).toMatch(/^split/);
  });
});
