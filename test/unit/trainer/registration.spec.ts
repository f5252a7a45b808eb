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
import { ONNX_EXPORTERS } from '../../../src/models/export/onnx/index.js';
import { familyOf } from '../../../src/trainer/families/index.js';
import { check } from '../../../src/verification/checker/check.js';
import * as anomalies from '../../../src/verification/checker/families/anomaly.js';
import * as clusters from '../../../src/verification/checker/families/clustering.js';
import { CLASSIFIERS, REGRESSORS } from '../../../src/verification/checker/model-types/predictors.js';
import * as recommenders from '../../../src/verification/checker/model-types/recommendation.js';
import { trainEvidence } from '../verification/train.js';

const namesOf = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();
const estimatorsOf = (list: readonly { readonly estimator: { readonly name: string } }[]) =>
  namesOf(list.map(({ estimator }) => estimator));

const range = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** What docs/export.md says of a model type: the algorithms that ONNX holds, and those for which it says why not. */
function tablesOfExport(modelType: string, all: readonly string[]): [exported: string[], refused: string[]] {
  const page = readFileSync(new URL('../../../docs/export.md', import.meta.url), 'utf8');
  const [, held, others] = page.split(/^\| family \|.*$/m);
  const namesIn = (table: string) =>
    table
      .split('\n')
      .filter((line) =>
        line
          .split('|')[1]
          ?.split(',')
          .some((name) => name.trim() === modelType),
      )
      .flatMap((line) => {
        const names = line.split('|')[2]!.trim();
        return names === 'all' ? all : [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
      })
      .sort();
  return [namesIn(held!), namesIn(others!)];
}

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
    ['recommendation', recommenders.RECOMMENDERS],
    ['classification', CLASSIFIERS],
    ['regression', REGRESSORS],
    ['clustering', clusters.CLUSTERERS],
    ['anomaly', anomalies.DETECTORS],
  ] as const)('has a checker: %s', (modelType, checked) => {
    expect([...checked.keys()].sort()).toEqual(namesOf(algorithmsOf(modelType)));
  });

  it.each(algorithmsOf('forecasting').map(({ name }) => name))('has a checker: forecasting by %s', (algorithm) => {
    const values = Float64Array.from({ length: 48 }, (_, t) => 100 + 2 * t + 9 * ((t * 5) % 12) + ((t * 7) % 5));
    const time = { name: 'month', kind: 'number' as const, values: Float64Array.from(values, (_, t) => t) };
    const table = { sourceRows: range(48), columns: [time, { name: 'sales', kind: 'number' as const, values }] };
    const roles = [
      { role: 'time' as const, column: 'month' },
      { role: 'value' as const, column: 'sales' },
    ];
    // A method that the checker does not know has no form of recursion there.
    const evidence = trainEvidence(familyOf('forecasting')!, table, roles, {
      algorithm,
      hyperparameters: { period: 12 },
    });
    expect(check(evidence).verdict).toBe('CERTIFIED');
  });

  it.each(Object.entries(ONNX_EXPORTERS))('exports as ONNX, or docs/export.md says why not: %s', (modelType, held) => {
    const names = namesOf(algorithmsOf(modelType));
    const [exported, refused] = tablesOfExport(modelType, names);
    expect(exported).toEqual([...held.keys()].sort());
    expect(refused).toEqual(names.filter((name) => !held.has(name)));
  });

  it('is on its page, with its present hyper-parameters (else: node scripts/algorithms-page.mjs)', () => {
    const written = readFileSync(PAGE, 'utf8');
    expect(written).toBe(pageOf(written, CATALOGUE));
  });
});
