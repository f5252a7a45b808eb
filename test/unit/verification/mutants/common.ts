import { createHash } from 'node:crypto';
import { type Recipe } from '../../../../src/contracts/recipe.js';
import { type Evidence } from '../../../../src/verification/checker/evidence.js';
import { type Mutant } from './mutant.js';

const claim = (fault: string, change: (evidence: Evidence) => Partial<Evidence['claim']>): Mutant => ({
  fault,
  seed: (_, correct) => ({ ...correct, claim: { ...correct.claim, ...change(correct) } }),
});

const firstMetric = (fault: string, change: (metric: Evidence['claim']['metrics'][number]) => object): Mutant =>
  claim(fault, ({ claim: { metrics } }) => ({
    metrics: metrics.map((metric, i) => (i === 0 ? { ...metric, ...change(metric) } : metric)),
  }));

const digestOf = (rows: Uint32Array) => createHash('sha256').update(new Uint8Array(rows.buffer)).digest('hex');

/** Faults around the model, the same for every model type. */
export const COMMON: readonly Mutant[] = [
  firstMetric('a metric improved by a thousandth', ({ value }) => ({ value: value * 1.001 })),
  firstMetric('a standard error halved', ({ standard_error: error }) => ({ standard_error: (error ?? 1) / 2 })),
  firstMetric('a baseline made worse', ({ baselines: [first, ...rest] }) => ({
    baselines: [{ ...first!, value: first!.value + 0.01 }, ...rest],
  })),
  claim('a metric left out', ({ claim: { metrics } }) => ({ metrics: metrics.slice(1) })),
  claim('another seed claimed', ({ claim: { seed } }) => ({ seed: seed + 1 })),
  claim('a row too few counted', ({ claim: { rows } }) => ({ rows: { ...rows, total: rows.total - 1 } })),
  claim('another split digest', () => ({ split: { kind: 'x', sha256: '0'.repeat(64) } })),
  {
    fault: 'a held-out row exchanged for a training row, with its digest',
    seed: (_, correct) => {
      const { testRows } = correct.evaluation;
      const other = correct.table.sourceRows.findIndex((_, row) => !testRows.includes(row));
      const rows = testRows.with(0, other).sort();
      const split = { ...correct.claim.split, sha256: digestOf(rows) };
      return { ...correct, claim: { ...correct.claim, split }, evaluation: { ...correct.evaluation, testRows: rows } };
    },
  },
  {
    fault: 'off by one: the last held-out row is dropped',
    seed: (_, correct) => {
      const testRows = correct.evaluation.testRows.slice(0, -1);
      const rows = { ...correct.claim.rows, test: testRows.length, train: correct.claim.rows.total - testRows.length };
      const split = { ...correct.claim.split, sha256: digestOf(testRows) };
      return { ...correct, claim: { ...correct.claim, rows, split }, evaluation: { ...correct.evaluation, testRows } };
    },
  },
  {
    fault: 'the final model was fitted to the training rows only',
    seed: (_, correct) => ({ ...correct, model: { ...correct.evaluation, testRows: new Uint32Array(0) } }),
  },
  {
    fault: 'the evaluated model had seen the held-out rows',
    seed: (_, correct) => ({ ...correct, evaluation: { ...correct.model, testRows: correct.evaluation.testRows } }),
  },
  {
    fault: 'a fill is another',
    seed: (_, correct) => {
      const recipe = correct.model.recipe as Recipe;
      const at = recipe.columns.findIndex(({ fill }) => typeof fill.value === 'number');
      const columns = recipe.columns.map((c, i) =>
        i === at ? { ...c, fill: { ...c.fill, value: (c.fill.value as number) + 1 } } : c,
      );
      return { ...correct, model: { ...correct.model, recipe: { ...recipe, columns } } };
    },
  },
  {
    fault: 'another algorithm was asked for',
    seed: (_, correct) => ({ ...correct, request: { ...correct.request, algorithm: 'something_else' } }),
  },
];
