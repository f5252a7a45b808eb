import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transitionOf } from '../../../src/algorithms/forecasting/ces/block.js';
import { fitCes, firstStates } from '../../../src/algorithms/forecasting/ces/fit.js';
import { complexForecast } from '../../../src/algorithms/forecasting/ces/forecast.js';
import { blocksOf, CES_FORMS } from '../../../src/algorithms/forecasting/ces/form.js';
import { CesRecursion } from '../../../src/algorithms/forecasting/ces/recursion.js';
import { fromBox, gradientInBox, searchBox, toBox } from '../../../src/algorithms/forecasting/ces/region.js';
import { complexSmoothing } from '../../../src/algorithms/forecasting/index.js';
import { asData, quarterly } from './series.js';

const y = quarterly(7, 43);

describe.each(CES_FORMS)('complex exponential smoothing with the season %s', (form) => {
  const recursion = new CesRecursion(y, form, 4, firstStates(y, form, 4));

  it('has the gradient of differences, through all three passes', () => {
    const { lower, upper } = searchBox(form);
    for (const share of [0.2, 0.5, 0.7]) {
      const x = lower.map((low, i) => low + share * (upper[i]! - low));
      const value = (at: Float64Array) => recursion.run(fromBox(form, at));
      value(x);
      const gradient = new Float64Array(x.length);
      recursion.gradient(gradient);
      gradientInBox(form, gradient);
      gradient.forEach((slope, i) => {
        const numeric = (value(x.with(i, x[i]! + 1e-6)) - value(x.with(i, x[i]! - 1e-6))) / 2e-6;
        expect(Math.abs(slope - numeric)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
      });
    }
  });

  it('ends where no point of a fine grid around it is better', () => {
    const fit = fitCes(y, form, 4);
    const { lower, upper } = searchBox(form);
    const best = toBox(form, fit.parameters);
    const least = recursion.run(fit.parameters);
    for (let i = 0; i < best.length; i++)
      for (const step of [-0.03, -0.01, -0.001, 0.001, 0.01, 0.03]) {
        const moved = Math.min(upper[i]!, Math.max(lower[i]!, best[i]! + step));
        expect(recursion.run(fromBox(form, best.with(i, moved)))).toBeGreaterThanOrEqual(least - 1e-9);
      }
  });

  it('claims the deviation of what one error moves', () => {
    const fit = { kind: 'complex' as const, ...fitCes(y, form, 4) };
    const { deviation } = complexForecast(fit, 10);
    /** The forecasts after one more value that is off by e. */
    const after = (e: number) => {
      const end = blocksOf(form, 4).map((shape, b) => {
        const { vp, pv, pp, gv, gp } = transitionOf(shape, fit.parameters);
        const { values, potentials } = fit.end[b]!;
        const [v, p] = [values[0]!, potentials[0]!];
        return {
          values: Float64Array.of(...values.subarray(1), v + vp * p + gv * e),
          potentials: Float64Array.of(...potentials.subarray(1), pv * v + pp * p + gp * e),
        };
      });
      return complexForecast({ ...fit, end }, 9).mean;
    };
    const [still, moved] = [after(0), after(1)];
    let total = 1;
    expect(deviation[0]).toBeCloseTo(Math.sqrt(fit.variance), 10);
    moved.forEach((value, k) => {
      total += (value - still[k]!) ** 2;
      expect(deviation[k + 1]! / Math.sqrt(fit.variance * total)).toBeCloseTo(1, 9);
    });
  });

  it('looks only where the weights of the past decline', () => {
    const { lower, upper } = searchBox(form);
    for (const real of [lower[0]!, upper[0]!])
      for (const tilt of [lower[1]!, upper[1]!]) {
        const [a0, a1] = [real, real / 2 + tilt];
        expect((a0 - 2.5) ** 2 + a1 ** 2).toBeGreaterThan(1.25);
        expect((a0 - 0.5) ** 2 + (a1 - 1) ** 2).toBeGreaterThan(0.25);
        expect((a0 - 1.5) ** 2 + (a1 - 0.5) ** 2).toBeLessThan(1.5);
      }
  });
});

describe('complex exponential smoothing', () => {
  it('says so where a series that grows is asked for steps beyond all numbers', () => {
    const growing = Float64Array.from({ length: 40 }, (_, t) => 1.1 ** t);
    const model = complexSmoothing.fit(asData(1, growing), {}, { seed: 1 });
    const ahead = (horizon: number) => complexSmoothing.predict(model, { series: 0, horizon, level: 0.9 }).mean;
    expect(ahead(4)[3]! / 1.1 ** 43).toBeCloseTo(1, 1);
    expect(() => ahead(10_000)).toThrow('beyond all numbers');
  });

  it('has no season where there are no more than two', () => {
    const model = complexSmoothing.fit(asData(4, y.subarray(0, 8)), { season: 'full' }, { seed: 1 });
    expect(model.series[0]!.components[0]).toMatchObject({ kind: 'complex', form: 'none' });
  });

  const directory = `${process.env.DATA_DIR ?? '../shared/data'}/series`;
  // statsforecast 1.7.8, AutoCES(model='N') on all but the held-out end (single precision, Nelder–Mead).
  it.skipIf(!existsSync(directory)).each([
    ['monthly-sunspots.csv', 24, 1.5282, 0.9841, 37625.49],
    ['daily-min-temperatures.csv', 14, 1.5224, 0.9775, 36744.31],
  ])('finds what statsforecast finds in %s (skipped where ../shared/data is absent)', (file, held, a0, a1, aicc) => {
    const lines = readFileSync(`${directory}/${file}`, 'utf8').trim().split('\n').slice(1);
    const values = Float64Array.from(lines, (line) => Number(line.split(',')[1]));
    const fit = fitCes(values.subarray(0, values.length - held), 'none', 1);
    expect(fit.parameters[0]).toBeCloseTo(a0, 2);
    expect(fit.parameters[1]).toBeCloseTo(a1, 3);
    expect(Math.abs(fit.aicc - aicc)).toBeLessThan(0.5);
  });
});
