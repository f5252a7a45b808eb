import { describe, expect, it } from 'vitest';
import { FORECASTERS } from '../../../src/algorithms/forecasting/index.js';
import { forecastParts } from '../../../src/algorithms/forecasting/parts.js';

/** 120 months: 50, 2 more each month, and 9 more in every sixth. */
const values = Float64Array.from({ length: 120 }, (_, t) => 50 + 2 * t + (t % 6 === 5 ? 9 : 0));
const partsOf = (name: string, period: number) => {
  const forecaster = FORECASTERS.find((candidate) => candidate.name === name)!;
  const model = forecaster.fit({ series: [{ id: 'a', values }], period }, {}, { seed: 1 });
  const { mean } = forecaster.predict(model, { series: 0, horizon: 12, level: 0.9 });
  return { mean, parts: forecastParts(model.series[0]!.components, mean) };
};

describe('the parts of a forecast', () => {
  it.each(FORECASTERS.map(({ name }) => [name] as const))('of %s add up to it, level first', (name) => {
    const { mean, parts } = partsOf(name, 6);
    mean.forEach((value, h) => {
      expect(parts.level[h]! + parts.trend[h]! + parts.season[h]!).toBeCloseTo(value, 9);
      expect(parts.level[h]).toBe(parts.level[0]);
    });
  });

  it('find the trend and the season that are there', () => {
    const { parts } = partsOf('holt_winters', 6);
    for (let h = 1; h < 12; h++) expect(parts.trend[h]! - parts.trend[h - 1]!).toBeCloseTo(2, 0);
    const others = [0, 1, 2, 3, 4].map((h) => parts.season[h]!);
    for (const other of others) expect(parts.season[5]! - other).toBeCloseTo(9, 0);
  });

  it('have no season where the method has none', () => {
    expect(new Set(partsOf('holt', 1).parts.season)).toEqual(new Set([0]));
  });
});
