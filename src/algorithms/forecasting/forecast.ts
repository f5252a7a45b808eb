import { complexForecast } from './ces/forecast.js';
import { type Component, type SmoothingComponent } from './component.js';

export interface ForecastMoments {
  readonly mean: Float64Array;
  /** standard deviation of the error, as the model claims it */
  readonly deviation: Float64Array;
}

/** Mean of the components' forecasts after `length` observations. */
export function forecastComponents(components: readonly Component[], length: number, horizon: number): ForecastMoments {
  const mean = new Float64Array(horizon);
  const deviation = new Float64Array(horizon);
  for (const component of components) {
    const part =
      component.kind === 'complex'
        ? complexForecast(component, horizon)
        : smoothingForecast(component, length, horizon);
    for (let h = 0; h < horizon; h++) {
      mean[h]! += part.mean[h]! / components.length;
      // The members' errors are nearly the same error: their deviations are averaged, not their variances.
      deviation[h]! += part.deviation[h]! / components.length;
    }
  }
  return { mean, deviation };
}

/**
 * Mean path and standard deviation of the forecast error. An error j steps ahead moves the forecast h by e_j [(α + β
 * (φ + … + φ^k)) s_h/s_j + γ q_h/q_j · (1 if k is a multiple of the period)], k = h − j, with the quotients only for
 * a multiplicative season and e_j = 1, or ŷ_j with a multiplicative error. Exact for the additive models (Hyndman et
 * al. 2008, table 6.1), first order in the errors for the others.
 */
function smoothingForecast(component: SmoothingComponent, length: number, horizon: number): ForecastMoments {
  const { end, smoothing, specification, drift, adjustment, variance } = component;
  const { alpha, beta, gamma, phi } = smoothing;
  const isRatio = specification.season === 'M';
  const period = end.season.length;
  const index = (h: number) => (specification.season === 'N' ? 0 : end.season[h % period]!);
  const trend = new Float64Array(horizon);
  let { level, slope } = end;
  for (let h = 0; h < horizon; h++) {
    slope *= phi;
    level += slope;
    trend[h] = level;
  }
  const path = trend.map((q, h) => (isRatio ? q * index(h) : q + index(h)));
  const size = path.map((value) => (specification.error === 'M' ? value : 1));
  // effect[k]: what an error does to the level k steps later
  const effect = new Float64Array(horizon).fill(alpha);
  for (let k = 1, damping = phi, total = 0; k < horizon; k++, damping *= phi)
    effect[k] = alpha + beta * (total += damping);
  const deviation = path.map((_, h) => {
    let total = size[h]! * size[h]!;
    for (let j = 0; j < h; j++) {
      const k = h - j;
      const viaLevel = isRatio ? (effect[k]! * index(h)) / index(j) : effect[k]!;
      const viaSeason =
        specification.season === 'N' || k % period !== 0 ? 0 : isRatio ? (gamma * trend[h]!) / trend[j]! : gamma;
      const move = size[j]! * (viaLevel + viaSeason);
      total += move * move;
    }
    return Math.sqrt(variance * total);
  });
  const fixed = (h: number) => adjustment!.indices[(length + h) % adjustment!.indices.length]!;
  const drifted = path.map((value, h) => value + drift.offset + drift.step * h);
  if (!adjustment) return { mean: drifted, deviation };
  if (adjustment.form === 'additive') return { mean: drifted.map((value, h) => value + fixed(h)), deviation };
  return {
    mean: drifted.map((value, h) => value * fixed(h)),
    deviation: deviation.map((value, h) => value * fixed(h)),
  };
}
