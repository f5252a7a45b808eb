import { describe, expect, it } from 'vitest';
import { fitRegressor, permutationImportance, regressionTask } from '../../../src/algorithms/tabular/index.js';
import { randomFeatures } from '../linear/data.js';

describe('permutationImportance', () => {
  const features = randomFeatures(400, 3, 4);
  const [a, b] = features.columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array(0)));
  const data = { features, target: Float64Array.from(a!, (value, i) => 3 * value + b![i]!) };

  it('finds what a linear model leans on: shuffling a column of variance s² and weight w costs MSE 2w²s²', () => {
    const model = fitRegressor('least_squares', data, {}, { seed: 1 });
    const found = permutationImportance(regressionTask, model, data, 'rmse', 1);
    expect(found.map(({ name }) => name)).toEqual(['x0', 'x1', 'x2', 'c']);
    // Uniform on −1..1 has variance 1/3; the fit itself is exact.
    expect(found[0]!.value).toBeCloseTo(Math.sqrt((2 * 9) / 3), 0);
    expect(found[1]!.value).toBeCloseTo(Math.sqrt(2 / 3), 0);
    expect(Math.abs(found[2]!.value)).toBeLessThan(1e-9);
    expect(Math.abs(found[3]!.value)).toBeLessThan(1e-9);
  });

  it('is the same for the same seed', () => {
    const model = fitRegressor('ridge', data, {}, { seed: 1 });
    const once = permutationImportance(regressionTask, model, data, 'mae', 5);
    expect(permutationImportance(regressionTask, model, data, 'mae', 5)).toEqual(once);
  });
});
