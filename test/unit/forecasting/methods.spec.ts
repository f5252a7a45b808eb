import { describe, expect, it } from 'vitest';
import { halfWidth } from '../../../src/algorithms/forecasting/calibration.js';
import { line } from '../../../src/algorithms/forecasting/ets/start.js';
import { combination, type Forecaster, selectForecaster, theta } from '../../../src/algorithms/forecasting/index.js';
import { exp, log, normalQuantile } from '../../../src/algorithms/math/index.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { asData, quarterly } from './series.js';

const context = { seed: 1 };

describe('Theta', () => {
  it.each([
    [1, 0],
    [2, 0.5],
    [4, 0.75],
  ])('θ = %d drifts by %d of the slope', (value, share) => {
    const y = quarterly(5, 30);
    const model = theta.fit(asData(1, y), { theta: value }, context);
    const { mean } = theta.predict(model, { series: 0, horizon: 3, level: 0.9 });
    const [, slope] = line(y);
    expect(mean[2]! - mean[1]!).toBeCloseTo(share * slope, 9);
    expect(mean[1]! - mean[0]!).toBeCloseTo(share * slope, 9);
  });
});

describe('the width of intervals', () => {
  const scores = Float64Array.from({ length: 99 }, (_, i) => (i + 1) / 10);
  it('is normal without experience and moves to the empirical quantile with it', () => {
    expect(halfWidth({ scores: new Float64Array(0), windows: 0 }, 0.9)).toBe(normalQuantile(0.95));
    // The 90th of 99 scores is 9.0; with ten windows both weigh the same, with 990 the scores weigh 99 %.
    const z = normalQuantile(0.95);
    expect(halfWidth({ scores, windows: 10 }, 0.9)).toBeCloseTo(Math.sqrt(9 * z), 12);
    expect(halfWidth({ scores, windows: 990 }, 0.9)).toBeCloseTo(exp(0.01 * log(z) + 0.99 * log(9)), 12);
    expect(halfWidth({ scores, windows: 990 }, 0.9999)).toBeGreaterThan(9);
  });

  it('covers what comes: 90 % of the ends of random walks', () => {
    const walks = Array.from({ length: 150 }, (_, i) => {
      const stream = new RandomStream(i, 'walk');
      let value = 0;
      return Float64Array.from({ length: 46 }, () => (value += normalQuantile(stream.uniform())));
    });
    const model = combination.fit(asData(1, ...walks.map((walk) => walk.subarray(0, 40))), {}, context);
    const hits = walks.flatMap((walk, series) => {
      const { lower, upper } = combination.predict(model, { series, horizon: 6, level: 0.9 });
      return [...walk.subarray(40)].map((value, h) => Number(value >= lower[h]! && value <= upper[h]!));
    });
    const coverage = hits.reduce((total, hit) => total + hit, 0) / hits.length;
    expect(coverage).toBeGreaterThan(0.86);
    expect(coverage).toBeLessThan(0.94);
  });
});

describe('what may overrule the preferred method', () => {
  /** Misses by the next of `errors` each time. */
  const missing = (name: string, ...errors: number[]): Forecaster => {
    let calls = 0;
    return {
      ...theta,
      name,
      fitPoint: () => ({ period: 1, series: [], calibration: { scores: new Float64Array(0), windows: 0 } }),
      predict: (_, { horizon }) => {
        const error = errors[calls++ % errors.length]!;
        const path = new Float64Array(horizon).fill(error);
        return { mean: path, lower: path, upper: path };
      },
    };
  };
  const flat = asData(
    1,
    ...Array.from({ length: 12 }, () => Float64Array.from({ length: 40 }, (_, t) => (t < 20 ? t % 2 : 0))),
  );
  const best = (...forecasters: [Forecaster, ...Forecaster[]]) =>
    selectForecaster(flat, forecasters, 'mae', context).best.name;

  it('is a gain of more than a standard error, not any gain', () => {
    const preferred = missing('preferred', 1);
    expect(best(missing('noisy', 0.1, 1.8), preferred)).toBe('preferred');
    expect(best(missing('steady', 0.9), preferred)).toBe('steady');
    expect(best(missing('steady', 0.9), missing('steadier', 0.8), missing('preferred', 1))).toBe('steadier');
    expect(best(missing('first', 0.9), missing('second', 0.9), missing('preferred', 1))).toBe('first');
  });
});
