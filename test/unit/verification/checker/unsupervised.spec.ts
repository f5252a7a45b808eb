import { describe, expect, it } from 'vitest';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { check } from '../../../../src/verification/checker/check.js';
import { tabularTable } from '../tables.js';
import { trainEvidence } from '../train.js';

describe.each([
  ['anomaly', 'isolation_forest', { trees: 30 }],
  ['anomaly', 'knn_distance', {}],
  ['anomaly', 'lof', {}],
  ['anomaly', 'ecod', {}],
  ['anomaly', 'hbos', {}],
  ['clustering', 'k_means', {}],
  ['clustering', 'gaussian_mixture', { covariance: 'diagonal' }],
  ['clustering', 'dbscan', {}],
  ['clustering', 'auto', {}],
] as const)('%s by %s', (modelType, algorithm, hyperparameters) => {
  const evidence = trainEvidence(familyOf(modelType)!, tabularTable(5), [], { algorithm, hyperparameters });

  it('is certified', () => {
    const failed = check(evidence).checks.filter(({ verdict }) => verdict !== 'PASS');
    expect(failed.map(({ id, verdict, value }) => `${id} ${verdict} ${value}`)).toEqual([]);
  });

  it('is not, where a metric is another', () => {
    const metrics = evidence.claim.metrics.map((metric) => ({ ...metric, value: metric.value + 1e-6 }));
    const { checks } = check({ ...evidence, claim: { ...evidence.claim, metrics } });
    expect(checks.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id)).toEqual(
      metrics.map(({ name }) => `metric.${name}`),
    );
  });
});
