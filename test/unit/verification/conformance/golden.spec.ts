import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../src/algorithms/catalogue.js';
import { modelToTensors } from '../../../../src/contracts/model-file.js';
import { type ColumnMapping, type ModelType } from '../../../../src/contracts/model-types.js';
import { writeTensorFile } from '../../../../src/contracts/safetensors.js';
import { type Table } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { ratingTable, tabularTable } from '../tables.js';
import { trainEvidence } from '../train.js';
import { recordConformance } from './record.js';

/**
 * Same data, same configuration, same version: the same model file to the bit, on every machine. A hash that changes is
 * either a fault or a new version of the algorithm, which says so in the changelog.
 */
const GOLDEN = new Map<string, string>([
  ['recommendation popularity', '6c9a90db0b2747b0'],
  ['recommendation als', 'e3789d4a02ea9987'],
  ['recommendation item_knn', '7f0fce765ef496eb'],
  ['recommendation ials', 'ab9cf0940f5bcd58'],
  ['recommendation ease', '8a9c35f811e24c60'],
  ['classification logistic_regression', '75455b5bb15cf3fb'],
  ['classification naive_bayes', 'c6df1cab6f067a00'],
  ['classification nearest_neighbours', 'ee939f2ee71b230d'],
  ['classification random_forest', '41ac939204312ab6'],
  ['classification gradient_boosting', '808b970649b1a384'],
  ['regression least_squares', '10eb60ebad225ce2'],
  ['regression ridge', '1a711e0e28605938'],
  ['regression elastic_net', 'ae76ad9024c706c5'],
  ['regression nearest_neighbours', '438d1db812efbb0c'],
  ['regression random_forest', 'fe8da7ff81e2ba21'],
  ['regression gradient_boosting', '57d143c38a46983c'],
  ['clustering k_means', 'f24df576c83cc3c4'],
  ['clustering gaussian_mixture', '0146da36f07334f7'],
  ['clustering dbscan', '2637f805fa2e749e'],
  ['anomaly isolation_forest', 'bc50e2512aba4bfc'],
  ['anomaly knn_distance', 'a53faceaea5e77ae'],
  ['anomaly lof', '61a136646cf76c02'],
  ['anomaly ecod', 'ff90beb694f3450c'],
  ['anomaly hbos', '2783bed40a07df64'],
  ['forecasting seasonal_naive', '871ff2007d5bf124'],
  ['forecasting ses', '62570bc6a164dda8'],
  ['forecasting holt', '1d7684c4c3a64682'],
  ['forecasting damped_trend', '22d77c1f4273adb4'],
  ['forecasting holt_winters', '25450ee7d1c2bf6c'],
  ['forecasting theta', '258ae2588650ff8b'],
  ['forecasting ets', '54b8ac434e353bd7'],
  ['forecasting ces', 'e07bf645b21e3595'],
  ['forecasting combination', '448da7e265a710a3'],
]);

/** Five years of months: a line, a triangle of a season, no function that an engine might round its own way. */
const months: Table = {
  columns: [
    { name: 'month', kind: 'datetime', values: Float64Array.from({ length: 60 }, (_, i) => Date.UTC(2015, i, 1)) },
    {
      name: 'sold',
      kind: 'number',
      values: Float64Array.from({ length: 60 }, (_, i) => 100 + i + 3 * Math.abs((i % 12) - 6) + ((i * 7919) % 13) / 8),
    },
  ],
  sourceRows: Uint32Array.from({ length: 60 }, (_, row) => row + 1),
};

const DATA: Readonly<Record<ModelType, readonly [Table, ColumnMapping]>> = {
  recommendation: [
    ratingTable(5),
    [
      { role: 'user_id', column: '__proto__' },
      { role: 'item_id', column: 'item' },
      { role: 'rating', column: 'stars' },
    ],
  ],
  classification: [tabularTable(5), [{ role: 'target', column: 'kind' }]],
  regression: [tabularTable(5), [{ role: 'target', column: 'amount' }]],
  anomaly: [tabularTable(5), []],
  clustering: [tabularTable(5), []],
  forecasting: [
    months,
    [
      { role: 'time', column: 'month' },
      { role: 'value', column: 'sold' },
    ],
  ],
};
/** Fewer trees: each is grown by the same code. */
const SMALLER = new Map([
  ['random_forest', { trees: 5 }],
  ['gradient_boosting', { trees: 5 }],
]);

describe('the model file', () => {
  it.for(CATALOGUE.map(({ modelType, name }) => [modelType as ModelType, name] as const))(
    'of %s by %s has its golden bits',
    ([modelType, algorithm], context) => {
      recordConformance(context, { algorithm, suite: 'determinism', name: `golden model file, ${modelType}` });
      const [table, roles] = DATA[modelType];
      const options = { algorithm, hyperparameters: SMALLER.get(algorithm) ?? {} };
      const { model } = trainEvidence(familyOf(modelType)!, table, roles, options);
      const digest = createHash('sha256')
        .update(writeTensorFile(modelToTensors(model)))
        .digest('hex')
        .slice(0, 16);
      expect(digest).toBe(GOLDEN.get(`${modelType} ${algorithm}`));
    },
  );
});
