import { describe, expect, it } from 'vitest';
import { elasticNet } from '../../../src/algorithms/linear/elastic-net.js';
import { leastSquares } from '../../../src/algorithms/linear/least-squares.js';
import { ridge } from '../../../src/algorithms/linear/ridge.js';
import { recordEach } from '../verification/conformance/record.js';
import { numericTarget, small } from './data.js';

const data = { features: small, target: numericTarget };
const context = { seed: 0 };
const close = (actual: ArrayLike<number>, expected: readonly number[], digits: number) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));

describe('penalized regression agrees with scikit-learn 1.9.1 (standardized numbers, one-hot with all levels)', () => {
  recordEach((test) => (test === 'ridge' ? 'ridge' : 'elastic_net'), 'reference');
  it('ridge', () => {
    const model = ridge.fit(data, { l2: 2.5 }, context);
    close(model.coefficients, [2.49800233, -0.06767214, -0.19632596, 0.60306628, -0.40674032], 7);
    close(model.intercept, [2.0583333333333327], 7);
  });

  it('lasso', () => {
    const model = elasticNet.fit(data, { alpha: 0.2 }, context);
    close(model.coefficients, [3.15122128, 0, 0, 0, 0], 7);
    close(model.intercept, [2.058333333333333], 7);
  });

  it('elastic net', () => {
    const model = elasticNet.fit(data, { alpha: 0.3, l1_ratio: 0.4 }, context);
    // To 4 decimals: the gap of 1e-8 bounds the coefficients by its square root.
    close(model.coefficients, [2.61728992, 0, 0, 0.41992365, -0.05470279], 4);
    close(model.intercept, [1.936593046565658], 4);
  });
});

describe('ridge', () => {
  it('leaves a gradient at the level of rounding', () => {
    const model = ridge.fit(data, { l2: 1e-6 }, context);
    const { values } = ridge.predict(model, small);
    const residual = numericTarget.map((y, i) => y - values[i]!);
    expect(residual.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 12);
    const codes = small.columns[2]!.kind === 'category' ? small.columns[2]!.codes : new Int32Array(0);
    for (let level = 0; level < 3; level++) {
      const correlation = residual.reduce((sum, r, i) => sum + (codes[i] === level ? r : 0), 0);
      expect(Math.abs(correlation - 1e-6 * model.coefficients[2 + level]!)).toBeLessThan(1e-12);
    }
  });
});

describe('least squares', () => {
  it('leaves dependent columns out and keeps the fit', () => {
    const [x] = small.columns;
    const twice = { ...small, columns: [...small.columns, { ...x!, name: 'again' }] };
    const one = leastSquares.predict(leastSquares.fit(data, {}, context), small).values;
    const two = leastSquares.fit({ features: twice, target: numericTarget }, {}, context);
    expect([...two.coefficients].filter((w) => w === 0)).toHaveLength(2);
    close(leastSquares.predict(two, twice).values, [...one], 12);
  });

  it('refines with residuals in twice the precision: a condition that costs ten digits costs none', () => {
    // y = 1 + x + … + x⁹ on 0..20: every cell and y are exact integers, and so is the solution.
    const powers = Array.from({ length: 9 }, (_, p) => ({
      kind: 'number' as const,
      name: `x^${p + 1}`,
      values: Float64Array.from({ length: 21 }, (_, x) => Number(BigInt(x) ** BigInt(p + 1))),
    }));
    const y = Float64Array.from({ length: 21 }, (_, x) => powers.reduce((sum, { values }) => sum + values[x]!, 1));
    const model = leastSquares.fit({ features: { rows: 21, columns: powers }, target: y }, {}, context);
    for (const coefficient of [...model.intercept, ...model.coefficients])
      expect(Math.abs(coefficient - 1)).toBeLessThan(1e-13);
  });

  it('gives the reference level the coefficient 0 and an unseen level its prediction', () => {
    const model = leastSquares.fit(data, {}, context);
    expect(model.coefficients[2]).toBe(0);
    const row = (code: number) => ({
      rows: 1,
      columns: [
        { kind: 'number' as const, name: 'x1', values: Float64Array.of(1) },
        { kind: 'number' as const, name: 'x2', values: Float64Array.of(1) },
        { kind: 'category' as const, name: 'c', codes: Int32Array.of(code), levels: ['a', 'b', 'c'] },
      ],
    });
    expect(leastSquares.predict(model, row(-1)).values).toEqual(leastSquares.predict(model, row(0)).values);
  });
});
