import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  combination,
  type Forecaster,
  forecastScore,
  seasonalNaive,
  theta,
} from '../../../src/algorithms/forecasting/index.js';

const directory = `${process.env.DATA_DIR ?? '../shared/data'}/m3`;
// The competition's data are GPL-3 and not part of this repository.
const isThere = existsSync(`${directory}/quarterly_train.csv`);

function read(part: 'train' | 'test'): Map<string, Float64Array> {
  const series = new Map<string, number[]>();
  for (const line of readFileSync(`${directory}/quarterly_${part}.csv`, 'utf8').trim().split('\n').slice(1)) {
    const [id, , value] = line.split(',');
    series.set(id!, [...(series.get(id!) ?? []), Number(value)]);
  }
  return new Map([...series].map(([id, values]) => [id, Float64Array.from(values)]));
}

describe.skipIf(!isThere)('M3 quarterly (skipped where ../shared/data/m3 is absent)', () => {
  const score = (forecaster: Forecaster, every: number) => {
    const [train, test] = [read('train'), read('test')];
    const ids = [...train.keys()].filter((_, i) => i % every === 0);
    const data = { period: 4, series: ids.map((id) => ({ id, values: train.get(id)! })) };
    const model = forecaster.fitPoint(data, {}, { seed: 1 });
    const mean = (metric: 'smape' | 'mase') =>
      ids.reduce((total, id, series) => {
        const forecast = forecaster.predict(model, { series, horizon: 8, level: 0.9 }).mean;
        return total + forecastScore(metric, train.get(id)!, test.get(id)!, forecast, 4)!;
      }, 0) / ids.length;
    return { smape: mean('smape'), mase: mean('mase') };
  };

  it('Theta scores as R’s thetaf: sMAPE 9.20, MASE 1.117', () => {
    const { smape, mase } = score(theta, 1);
    expect(smape).toBeCloseTo(9.2, 1);
    expect(mase).toBeCloseTo(1.117, 2);
  });

  it('the combination beats Theta and the seasonal naive forecast on every eighth series', () => {
    const combined = score(combination, 8).smape;
    expect(combined).toBeLessThan(score(theta, 8).smape);
    expect(combined).toBeLessThan(score(seasonalNaive, 8).smape - 1);
  });
});
