import { describe, expect, it } from 'vitest';
import { type Table } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { check } from '../../../../src/verification/checker/check.js';
import { type Evidence } from '../../../../src/verification/checker/evidence.js';
import { seriesTable } from '../tables.js';
import { trainEvidence, type TrainOptions } from '../train.js';
import { nudged } from './families/tabular.js';

const roles = [
  { role: 'time' as const, column: 'when' },
  { role: 'value' as const, column: 'sold' },
  { role: 'series_id' as const, column: 'shop' },
];
const trained = (table: Table, options: TrainOptions) => trainEvidence(familyOf('forecasting')!, table, roles, options);
const failures = (evidence: Evidence) =>
  check(evidence)
    .checks.filter(({ verdict }) => verdict !== 'PASS')
    .map(({ id, verdict, value }) => `${id} ${verdict} ${value}`);

describe('a forecast', () => {
  it.each([
    ['seasonal_naive', {}],
    ['ses', {}],
    ['holt', {}],
    ['damped_trend', {}],
    ['holt_winters', {}],
    ['holt_winters', { season: 'additive' }],
    ['theta', {}],
    ['ets', {}],
    ['ces', {}],
    ['ces', { season: 'none' }],
    ['ces', { season: 'simple' }],
    ['ces', { season: 'partial' }],
    ['ces', { season: 'full' }],
    ['combination', {}],
  ])('by %s %o is certified', (algorithm, hyperparameters) => {
    const evidence = trained(seriesTable(1), { algorithm, hyperparameters });
    expect(failures(evidence)).toEqual([]);
    expect(check(evidence).limits.join()).toMatch(/not certified: the widths of forecast intervals/);
  });

  it.each([
    ['days', 2],
    ['numbers', 3],
  ] as const)('of %s is certified', (spacing, seed) => {
    expect(failures(trained(seriesTable(seed, spacing), { algorithm: 'theta' }))).toEqual([]);
  });

  const evidence = trained(seriesTable(4), { algorithm: 'holt_winters' });
  const changed = (name: string, at: number, change: (value: number) => number) =>
    failures({
      ...evidence,
      model: { ...evidence.model, parameters: nudged(evidence.model.parameters, name, at, change) },
    }).map((text) => text.split(' ')[0]);

  it('is not, where a state, a parameter, a variance, a drift or a start is another', () => {
    expect(changed('component.end', 0, (x) => x * 1.000001)).toEqual(['model.recursion']);
    expect(changed('component.smoothing', 0, (x) => x + 0.01)).toEqual(
      expect.arrayContaining(['model.recursion', 'model.variance']),
    );
    expect(changed('component.variance', 0, (x) => x * 1.001)).toEqual(['model.variance']);
    expect(changed('component.drift', 1, (x) => x + 0.1)).toEqual(['model.drift']);
    expect(changed('time.starts', 0, (x) => x + 1)).toEqual(['model.times']);
    expect(changed('series.length', 0, (x) => x - 1)).toContain('model.form_of_recursion');
  });
});
