import { describe, expect, it } from 'vitest';
import { forecastComponents } from '../../../src/algorithms/forecasting/forecast.js';
import { fitEts } from '../../../src/algorithms/forecasting/ets/fit.js';
import { EtsRecursion } from '../../../src/algorithms/forecasting/ets/recursion.js';
import { ETS_SPECIFICATIONS, nameOf } from '../../../src/algorithms/forecasting/ets/specification.js';
import { componentOf } from '../../../src/algorithms/forecasting/methods/smoothing.js';
import { normalQuantile } from '../../../src/algorithms/math/index.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { quarterly } from './series.js';

const named = ETS_SPECIFICATIONS.map((specification) => [nameOf(specification), specification] as const);

describe.each(named)('%s', (_, specification) => {
  const period = specification.season === 'N' ? 1 : 4;
  const y = quarterly(11, 48).map((value) => value / 100);

  it('gradient agrees with central differences', () => {
    const recursion = new EtsRecursion(y, specification, period);
    const season = { N: [0], A: [0.1, 0, -0.1, 0.05], M: [1.1, 1, 0.9, 1.02] }[specification.season];
    const at = [0.3, 0.1, 0.2, 0.9, y[0]!, 0.01, ...season];
    const smoothing = ([alpha, beta, gamma, phi]: number[]) => ({
      alpha: alpha!,
      beta: beta!,
      gamma: gamma!,
      phi: phi!,
    });
    const run = (x: number[]) =>
      recursion.run(smoothing(x), { level: x[4]!, slope: x[5]!, season: Float64Array.from(x.slice(6)) });
    run(at);
    const gradient = new Float64Array(6 + period);
    recursion.gradient(smoothing(at), gradient);
    const used = period === 1 ? at.slice(0, 6) : at;
    used.forEach((_, i) => {
      const moved = (h: number) => run(at.map((value, j) => (i === j ? value + h : value)));
      const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    });
  });

  it('is fitted to a stationary point that no random neighbour improves', () => {
    const fit = fitEts(y, specification, period);
    expect(fit.residual).toBeLessThanOrEqual(1e-5 * y.length);
    const stream = new RandomStream(3, 'neighbours');
    const recursion = new EtsRecursion(y, specification, period);
    const jitter = (value: number) => value * (1 + 0.002 * (stream.uniform() - 0.5));
    for (let i = 0; i < 50; i++) {
      const season = fit.start.season.map(jitter);
      const value = recursion.run(fit.smoothing, {
        level: jitter(fit.start.level),
        slope: jitter(fit.start.slope),
        season,
      });
      expect(value).toBeGreaterThan(fit.criterion - 1e-9);
    }
  });

  it('claims the variance that simulation shows', () => {
    const fit = fitEts(y, specification, period);
    const { deviation } = forecastComponents([componentOf(fit, null)], y.length, 6);
    const stream = new RandomStream(5, 'paths');
    const paths = 4000;
    const squares = new Float64Array(6);
    const { mean } = forecastComponents([componentOf(fit, null)], y.length, 6);
    for (let path = 0; path < paths; path++) {
      const season = fit.end.season.slice();
      let { level, slope } = fit.end;
      for (let h = 0; h < 6; h++) {
        const q = level + fit.smoothing.phi * slope;
        const s = season[h % period]!;
        const expected = specification.season === 'N' ? q : specification.season === 'A' ? q + s : q * s;
        const noise = Math.sqrt(fit.variance) * normalQuantile(stream.uniform());
        const e = specification.error === 'M' ? expected * noise : noise;
        const d = specification.season === 'M' ? e / s : e;
        level = q + fit.smoothing.alpha * d;
        slope = fit.smoothing.phi * slope + fit.smoothing.beta * d;
        if (specification.season !== 'N')
          season[h % period] = s + fit.smoothing.gamma * (specification.season === 'M' ? e / q : e);
        squares[h]! += (expected + e - mean[h]!) ** 2 / paths;
      }
    }
    // 4,000 paths: the standard error of a deviation is 1.1 %.
    squares.forEach((square, h) => expect(Math.sqrt(square) / deviation[h]!).toBeCloseTo(1, 1));
  });
});
