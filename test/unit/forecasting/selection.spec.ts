import { describe, expect, it } from 'vitest';
import {
  FORECASTERS,
  forecastScore,
  seasonalNaive,
  selectForecaster,
} from '../../../src/algorithms/forecasting/index.js';
import { isSeasonal } from '../../../src/algorithms/forecasting/seasonality/test.js';
import { seasonalIndices } from '../../../src/algorithms/forecasting/seasonality/decomposition.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { asData, quarterly } from './series.js';

describe('selection', () => {
  it('keeps the combination where few windows cannot overrule it', () => {
    const stream = new RandomStream(1, 'noise');
    const noise = Float64Array.from({ length: 36 }, () => 5 + stream.uniform());
    const { best, windows, candidates } = selectForecaster(asData(4, noise), FORECASTERS, 'mase', { seed: 1 });
    // Ends of seven values in the second half, one step apart.
    expect(windows).toBe(10);
    expect(best.name).toBe('combination');
    expect(candidates.every(({ score }) => score !== null)).toBe(true);
  });

  it.each([
    [500, 40, 200],
    [756, 40, 200],
    [50, 40, 100],
    [1, 3000, 40],
    [1, 120, 10],
  ])('looks at windows of bounded work: of %i series of %i values at %i', (count, length, expected) => {
    const all = Array.from({ length: count }, (_, i) => quarterly(i, length));
    expect(selectForecaster(asData(12, ...all), [seasonalNaive], 'mase', { seed: 1 }).windows).toBe(expected);
  });

  it('leaves it for a method that is better at nearly every end of a single series', () => {
    // Growth and a season in proportion to it: a mean with a damped trend and with Theta lags behind.
    const stream = new RandomStream(3, 'noise');
    const y = Float64Array.from(
      { length: 96 },
      (_, t) => 100 * 1.012 ** t * [1.2, 0.9, 0.7, 1.2][t % 4]! * (1 + 0.02 * (stream.uniform() - 0.5)),
    );
    const { best, candidates } = selectForecaster(asData(4, y), FORECASTERS, 'mase', { seed: 1 });
    const score = (name: string) => candidates.find(({ forecaster }) => forecaster.name === name)!.score!;
    expect(best.name).not.toBe('combination');
    expect(score(best.name)).toBeLessThan(0.6 * score('combination'));
  });

  it('finds that random walks are best left alone', () => {
    const walks = Array.from({ length: 30 }, (_, i) => {
      const stream = new RandomStream(i, 'walk');
      let value = 1000;
      return Float64Array.from({ length: 30 }, () => (value += stream.uniform() - 0.5));
    });
    const { best, candidates } = selectForecaster(asData(1, ...walks), FORECASTERS, 'mase', { seed: 1 });
    const score = (name: string) => candidates.find(({ forecaster }) => forecaster.name === name)!.score!;
    expect(score(best.name)).toBeLessThanOrEqual(score('combination'));
    expect(score('seasonal_naive')).toBeLessThan(score('holt'));
  });
});

describe('accuracy', () => {
  const [history, actual, forecast] = [
    [1, 3, 2, 4],
    [10, 0],
    [5, 0],
  ].map((values) => Float64Array.from(values)) as [Float64Array, Float64Array, Float64Array];
  it('follows the definitions', () => {
    const score = (metric: 'mae' | 'rmse' | 'smape' | 'mase', period: number) =>
      forecastScore(metric, history, actual, forecast, period);
    expect(score('mae', 1)).toBe(2.5);
    expect(score('rmse', 1)).toBe(Math.sqrt(12.5));
    expect(score('smape', 1)).toBeCloseTo((200 * 5) / 15 / 2, 12);
    // |3−1|, |2−3|, |4−2| → 5/3; with period 2: |2−1|, |4−3| → 1
    expect(score('mase', 1)).toBeCloseTo(2.5 / (5 / 3), 12);
    expect(score('mase', 2)).toBe(2.5);
    expect(forecastScore('mase', new Float64Array(4), actual, forecast, 1)).toBeNull();
  });
});

describe('seasonality', () => {
  it('is found where it is and not where it is not', () => {
    const stream = new RandomStream(9, 'noise');
    const noise = Float64Array.from({ length: 60 }, () => stream.uniform());
    expect(isSeasonal(quarterly(1, 40), 4)).toBe(true);
    expect(isSeasonal(noise, 4)).toBe(false);
    expect(isSeasonal(quarterly(1, 8), 4)).toBe(false);
  });

  it('decomposes an exact season exactly', () => {
    const y = Float64Array.from({ length: 24 }, (_, t) => (10 + t) * 1 + [3, -1, -4, 2][t % 4]!);
    expect([...seasonalIndices(y, 4, 'additive')].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([3, -1, -4, 2]);
    const ratio = Float64Array.from({ length: 24 }, (_, t) => 50 * [1.2, 0.9, 0.8, 1.1][t % 4]!);
    [1.2, 0.9, 0.8, 1.1].forEach((index, i) =>
      expect(seasonalIndices(ratio, 4, 'multiplicative')[i]).toBeCloseTo(index, 12),
    );
  });
});
