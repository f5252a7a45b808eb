import { describe, expect, it } from 'vitest';
import { type RatingData } from '../../../src/algorithms/contract.js';
import { als } from '../../../src/algorithms/recommendation/als/estimator.js';
import { alsParameters } from '../../../src/algorithms/recommendation/als/parameters.js';
import { type Scaling } from '../../../src/algorithms/recommendation/ridge-scaling.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

/** Ratings of a planted model: mean 3, biases and two factors of unit scale, noise 0.1. */
function planted(users: number, items: number, share: number): RatingData {
  const stream = new RandomStream(7, 'test');
  const draw = (n: number) => Float64Array.from({ length: n }, () => 2 * stream.uniform() - 1);
  const [bu, bi, x, y] = [draw(users), draw(items), draw(users * 2), draw(items * 2)];
  const rows: [number, number, number][] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      const noise = 0.1 * (2 * stream.uniform() - 1);
      const rating = 3 + bu[u]! + bi[i]! + x[2 * u]! * y[2 * i]! + x[2 * u + 1]! * y[2 * i + 1]! + noise;
      if (stream.uniform() < share) rows.push([u, i, rating]);
    }
  }
  return {
    users: Int32Array.from(rows, ([u]) => u),
    items: Int32Array.from(rows, ([, i]) => i),
    ratings: Float64Array.from(rows, ([, , r]) => r),
    userCount: users,
    itemCount: items,
  };
}

/** Scaled residual of (AᵀA + Λ)z = Aᵀt, straight from the ratings, as als.toTensors states it. */
function itemResidual(data: RatingData, tensors: ReturnType<typeof als.toTensors>, item: number, scaling: Scaling) {
  const of = (name: string) => tensors.get(name)!.data;
  const k = tensors.get('item_factors')!.shape[1]!;
  const rows = [...data.items.keys()].filter((row) => data.items[row] === item);
  const s = { none: 1, sqrt: Math.sqrt(rows.length), linear: rows.length }[scaling];
  const lambda = Array.from({ length: k + 1 }, (_, f) => (f === 0 ? 5 : 2.3 * s));
  const z = [of('item_bias')[item]!, ...of('item_factors').subarray(item * k, item * k + k)];
  const design = rows.map((row) => [1, ...of('user_factors').subarray(data.users[row]! * k, data.users[row]! * k + k)]);
  const target = rows.map((row) => data.ratings![row]! - of('mean')[0]! - of('user_bias')[data.users[row]!]!);
  const norm = (v: number[]) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  const right = z.map((_, f) => design.reduce((sum, a, p) => sum + a[f]! * target[p]!, 0));
  const matrix = z.map((_, f) =>
    z.map((__, g) => design.reduce((sum, a) => sum + a[f]! * a[g]!, 0) + (f === g ? lambda[f]! : 0)),
  );
  const residual = matrix.map((row, f) => row.reduce((sum, value, g) => sum + value * z[g]!, 0) - right[f]!);
  return norm(residual) / (norm(matrix.flat()) * norm(z) + norm(right));
}

const data = planted(60, 40, 0.5);

describe('als', () => {
  it.each(alsParameters.properties.regularization_scaling.enum)(
    'solves the stated normal equations of every item exactly (scaling %s)',
    (regularization_scaling) => {
      const model = als.fit(data, { regularization_scaling, factors: 3, iterations: 3 }, { seed: 1 });
      const tensors = als.toTensors(model);
      const residuals = Array.from({ length: 40 }, (_, i) => itemResidual(data, tensors, i, regularization_scaling));
      expect(Math.max(...residuals)).toBeLessThan(1e-14);
    },
  );

  it('without factors is the ridge regression on user and item dummies', () => {
    const small = planted(4, 3, 0.8);
    const parameters = { factors: 0, iterations: 1000, tolerance: 0 };
    const model = als.fit(small, parameters, { seed: 1 });
    // Both halves' equations hold at the joint optimum, which is unique: the problem is convex.
    for (let user = 0; user < 4; user++) {
      const rows = [...small.users.keys()].filter((row) => small.users[row] === user);
      const sum = rows.reduce(
        (s, row) => s + small.ratings![row]! - model.mean - model.itemBias[small.items[row]!]!,
        0,
      );
      expect(model.userBias[user]).toBeCloseTo(sum / (rows.length + 10), 8);
    }
  });

  it('recovers a planted model far below the error of biases alone', () => {
    const rmse = (factors: number) => {
      const ridges = { regularization: 0.1, user_bias_regularization: 0.1, item_bias_regularization: 0.1 };
      const model = als.fit(data, { factors, iterations: 100, ...ridges }, { seed: 3 });
      const fitted = als.predict(model, data);
      return Math.sqrt(fitted.reduce((sum, r, p) => sum + (r - data.ratings![p]!) ** 2, 0) / fitted.length);
    };
    expect(rmse(0)).toBeGreaterThan(0.35);
    expect(rmse(2)).toBeLessThan(0.12);
  });

  it('never raises its loss from one alternation to the next', () => {
    const losses: number[] = [];
    const onProgress = (_: number, __: string, figures?: readonly { value: number }[]) => {
      losses.push(figures![0]!.value);
    };
    als.fit(data, { tolerance: 0, iterations: 30 }, { seed: 5, onProgress });
    expect(losses).toHaveLength(30);
    losses.slice(1).forEach((loss, t) => expect(loss).toBeLessThanOrEqual(losses[t]! * (1 + 1e-12)));
  });

  it('gives the same bits again, and after a way through its tensors', () => {
    const fit = () => als.fit(data, { factors: 4 }, { seed: 11 });
    const model = fit();
    expect(als.toTensors(fit())).toEqual(als.toTensors(model));
    const pairs = { users: Int32Array.of(0, 59, -1, 3, -1), items: Int32Array.of(0, 39, 5, -1, -1) };
    const loaded = als.fromTensors(als.toTensors(model));
    expect(als.predict(loaded, pairs)).toEqual(als.predict(model, pairs));
    expect(als.toTensors(als.fit(data, { factors: 4 }, { seed: 12 }))).not.toEqual(als.toTensors(model));
  });

  it('predicts inside the range of the ratings, and the mean for two unknowns', () => {
    const model = als.fit(data, { factors: 2, regularization: 1e-3 }, { seed: 1 });
    const all = Int32Array.from({ length: 60 * 40 }, (_, p) => p);
    const predictions = als.predict(model, {
      users: all.map((p) => Math.floor(p / 40)),
      items: all.map((p) => p % 40),
    });
    expect(Math.min(...predictions)).toBeGreaterThanOrEqual(Math.min(...data.ratings!));
    expect(Math.max(...predictions)).toBeLessThanOrEqual(Math.max(...data.ratings!));
    expect(als.predict(model, { users: Int32Array.of(-1), items: Int32Array.of(-7) })[0]).toBe(model.mean);
  });

  it('leaves a user without ratings at zero and refuses data without any', () => {
    const model = als.fit({ ...data, userCount: 61 }, {}, { seed: 1 });
    expect(model.userBias[60]).toBe(0);
    expect(() => als.fit({ ...data, ratings: null }, {}, { seed: 1 })).toThrow('rating');
  });
});
