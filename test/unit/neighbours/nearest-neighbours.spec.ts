import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { neighbourClassifier, neighbourRegressor } from '../../../src/algorithms/neighbours/nearest-neighbours.js';
import { nearest, referenceOf } from '../../../src/algorithms/neighbours/reference.js';
import { numericTarget, randomFeatures, small, threeClasses } from '../linear/data.js';
import { recordEach } from '../verification/conformance/record.js';

const queries: Features = {
  rows: 2,
  columns: [
    { kind: 'number', name: 'x1', values: Float64Array.of(0.2, 3) },
    { kind: 'number', name: 'x2', values: Float64Array.of(0.3, -1) },
    { kind: 'category', name: 'c', codes: Int32Array.of(1, 0), levels: ['a', 'b', 'c'] },
  ],
};
const close = (actual: ArrayLike<number>, expected: readonly number[]) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));

describe('k nearest neighbours agree with scikit-learn 1.9.1 (standardized, one-hot/√2, k = 4)', () => {
  recordEach('nearest_neighbours', 'reference');
  it.each([
    ['uniform', [1.45, 5.8], [0.5, 0.25, 0.25, 0.25, 0.75, 0]],
    [
      'distance',
      [1.8568100201441975, 5.408932567563943],
      [0.314441131404105, 0.26229435347378416, 0.42326451512211094, 0.4749348750061388, 0.5250651249938612, 0],
    ],
  ])('%s', (weights, values, probabilities) => {
    const context = { seed: 0 };
    const regressor = neighbourRegressor.fit({ features: small, target: numericTarget }, { k: 4, weights }, context);
    close(neighbourRegressor.predict(regressor, queries).values, values);
    const data = { features: small, labels: threeClasses, classes: ['a', 'b', 'c'] };
    const classifier = neighbourClassifier.fit(data, { k: 4, weights }, context);
    close(neighbourClassifier.predict(classifier, queries).probabilities, probabilities);
  });
});

describe('nearest', () => {
  it('gives equal distances to the lower row', () => {
    const twins: Features = {
      rows: 5,
      columns: [{ kind: 'number', name: 'x', values: Float64Array.of(2, 1, 3, 1, 3) }],
    };
    const found = nearest(
      referenceOf(twins),
      {
        ...twins,
        rows: 1,
        columns: [{ ...twins.columns[0]!, values: Float64Array.of(2) } as Features['columns'][number]],
      },
      4,
    );
    expect([...found.rows]).toEqual([0, 1, 2, 3]);
  });

  it('finds what sorting all distances finds', () => {
    const features = randomFeatures(120, 3, 9);
    const reference = referenceOf(features);
    const found = nearest(reference, features, 7);
    for (let query = 0; query < 120; query += 17) {
      const distance = (row: number) => {
        let sum = 0;
        for (let j = 0; j < 3; j++) sum += (reference.numbers[query * 3 + j]! - reference.numbers[row * 3 + j]!) ** 2;
        return sum + (reference.codes[query] === reference.codes[row] ? 0 : 1);
      };
      const expected = Array.from({ length: 120 }, (_, row) => row).sort((a, b) => distance(a) - distance(b) || a - b);
      expect([...found.rows.subarray(query * 7, query * 7 + 7)]).toEqual(expected.slice(0, 7));
    }
  });
});
