import { describe, expect, it } from 'vitest';
import { type Table } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { check } from '../../../../src/verification/checker/check.js';
import { type Evidence } from '../../../../src/verification/checker/evidence.js';
import { trainEvidence, type TrainOptions } from '../train.js';
import { lcg } from '../dense.js';
import { ratingTable } from '../tables.js';

const roles = [
  { role: 'user_id' as const, column: '__proto__' },
  { role: 'item_id' as const, column: 'item' },
  { role: 'rating' as const, column: 'stars' },
];

const trained = (table: Table, options?: TrainOptions) =>
  trainEvidence(
    familyOf('recommendation')!,
    table,
    table.columns.length > 3 ? [...roles, { role: 'timestamp', column: 'when' }] : roles,
    options,
  );

const failures = (evidence: Evidence) =>
  check(evidence)
    .checks.filter(({ verdict }) => verdict !== 'PASS')
    .map(({ id, value }) => `${id} ${value}`);

describe('a recommendation', () => {
  it.each([
    ['als', 1, false],
    ['als', 2, true],
    ['popularity', 3, false],
    ['item_knn', 4, true],
    ['ials', 5, false],
    ['ease', 6, true],
  ])('of %s is certified: data %d, time %s', (algorithm, seed, withTime) => {
    const evidence = trained(ratingTable(seed, 600, withTime), { algorithm, seed });
    expect(failures(evidence)).toEqual([]);
    expect(check(evidence).verdict).toBe('CERTIFIED');
  });

  it('of ials is certified where single precision adds up: thousands of rows, far from its fixed point', () => {
    const evidence = trained(ratingTable(11, 4000), { algorithm: 'ials', seed: 11 });
    const replayed = check(evidence).checks.find(({ id }) => id === 'model.replay')!;
    expect(replayed.scope).toMatch(/the error of a half-sweep in single precision$/);
    expect(failures(evidence)).toEqual([]);
  });

  const evidence = trained(ratingTable(4));

  it('is not, where a metric is better than the evaluation file says', () => {
    const metrics = evidence.claim.metrics.map((m) => (m.name === 'rmse' ? { ...m, value: m.value - 1e-6 } : m));
    expect(failures({ ...evidence, claim: { ...evidence.claim, metrics } })).toEqual([
      expect.stringMatching(/^metric.rmse/),
    ]);
  });

  it('is not, where a metric or a baseline is left out', () => {
    const without = evidence.claim.metrics.slice(1);
    expect(failures({ ...evidence, claim: { ...evidence.claim, metrics: without } })).toEqual(['metrics 1']);
    const bare = evidence.claim.metrics.map((m) => ({ ...m, baselines: m.baselines.slice(1) }));
    expect(failures({ ...evidence, claim: { ...evidence.claim, metrics: bare } })).toContain('metrics 1');
  });

  it('is not, where one held-out row was exchanged for a training row', () => {
    const { testRows } = evidence.evaluation;
    const other = evidence.table.sourceRows.findIndex((_, row) => !testRows.includes(row));
    const swapped = testRows.with(0, other).sort();
    expect(failures({ ...evidence, evaluation: { ...evidence.evaluation, testRows: swapped } })[0]).toMatch(/^split/);
  });

  it('is not, where the model was fitted to the training rows only', () => {
    const model = { ...evidence.evaluation, testRows: new Uint32Array(0) };
    expect(failures({ ...evidence, model }).some((id) => id.startsWith('model.'))).toBe(true);
  });

  it('is not, where the fill was learned with the held-out rows', () => {
    const recipe = evidence.evaluation.recipe as { columns: { name: string; fill: { value: unknown } }[] };
    const columns = recipe.columns.map((c) =>
      c.name === 'stars' ? { ...c, fill: { kind: 'median', value: 2.5 } } : c,
    );
    const leaked = { ...evidence.evaluation, recipe: { ...recipe, columns } };
    expect(failures({ ...evidence, evaluation: leaked })[0]).toBe('evaluation.recipe 1');
  });

  it('is not, where it is not what was asked for', () => {
    const asked = { ...evidence.request, hyperparameters: { factors: 3 } };
    expect(failures({ ...evidence, request: asked })).toEqual(['claim 1']);
    expect(failures({ ...evidence, request: { ...evidence.request, algorithm: 'popularity' } })).toEqual(['claim 1']);
  });

  it('says where a naive baseline does better', () => {
    // Ratings that are noise: the mean is the best that one can do.
    const table = ratingTable(5);
    const next = lcg(1);
    const noise = {
      name: 'stars',
      kind: 'number' as const,
      values: Float64Array.from(table.sourceRows, () => Math.floor(next() * 5)),
    };
    const noisy = trained(
      { ...table, columns: [table.columns[0]!, table.columns[1]!, noise] },
      { algorithm: 'als', hyperparameters: { regularization: 0.01 } },
    );
    const { verdict, limits } = check(noisy);
    expect(verdict).toBe('CERTIFIED');
    expect(limits.join('\n')).toMatch(/naive baseline mean does better than this model in rmse/);
  });
});
