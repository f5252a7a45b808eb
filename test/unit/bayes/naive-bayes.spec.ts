import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { naiveBayes } from '../../../src/algorithms/bayes/naive-bayes.js';
import { small, threeClasses } from '../linear/data.js';

const data = { features: small, labels: threeClasses, classes: ['a', 'b', 'c'] };
const queries = (codes: number[]): Features => ({
  rows: 2,
  columns: [
    { kind: 'number', name: 'x1', values: Float64Array.of(0.2, 3) },
    { kind: 'number', name: 'x2', values: Float64Array.of(0.3, -1) },
    { kind: 'category', name: 'c', codes: Int32Array.from(codes), levels: ['a', 'b', 'c'] },
  ],
});

describe('naive Bayes', () => {
  it('agrees with scikit-learn 1.9.1: GaussianNB and CategoricalNB(alpha=1), their log posteriors added, one prior taken off', () => {
    const model = naiveBayes.fit(data, {}, { seed: 0 });
    const { probabilities } = naiveBayes.predict(model, queries([1, 0]));
    const expected = [0.4334882544, 0.0734962658, 0.4930154798, 0.5962634571, 0.4015804635, 0.0021560794];
    expected.forEach((value, i) => expect(probabilities[i]).toBeCloseTo(value, 9));
  });

  it('counts exactly', () => {
    const model = naiveBayes.fit(data, {}, { seed: 0 });
    expect([...model.classCounts]).toEqual([3, 4, 5]);
    // Level a: rows 0, 3, 8, 9 with classes 0, 0, 1, 0.
    expect([...model.levelCounts.subarray(0, 3)]).toEqual([3, 1, 0]);
  });

  it('lets an unseen level say nothing: only the numbers count', () => {
    const onlyNumbers = (features: Features) => ({ rows: features.rows, columns: features.columns.slice(0, 2) });
    const all = naiveBayes.fit(data, {}, { seed: 0 });
    const numbers = naiveBayes.fit({ ...data, features: onlyNumbers(small) }, {}, { seed: 0 });
    const expected = naiveBayes.predict(numbers, onlyNumbers(queries([0, 0]))).probabilities;
    const unseen = naiveBayes.predict(all, queries([-1, -1])).probabilities;
    expected.forEach((value, i) => expect(unseen[i]).toBeCloseTo(value, 12));
  });
});
