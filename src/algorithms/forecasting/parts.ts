import { type Component } from './component.js';

/** What a forecast consists of, in the unit of the values: level + trend + season is its mean, at every step. */
export interface ForecastParts {
  /** where the series stands at its end, without its season; the same at every step */
  readonly level: Float64Array;
  /** how far the trend and the drift have led away from it */
  readonly trend: Float64Array;
  /** what the season adds, multiplicative ones too; 0 without a season */
  readonly season: Float64Array;
}

/** `mean`: the forecast of these components, see forecastComponents; of several, the parts are the means of theirs. */
export function forecastParts(components: readonly Component[], mean: Float64Array): ForecastParts {
  const level = new Float64Array(mean.length);
  const trend = new Float64Array(mean.length);
  for (const { end, smoothing, drift } of components) {
    let slope = end.slope;
    let moved = 0;
    for (let h = 0; h < mean.length; h++) {
      slope *= smoothing.phi;
      moved += slope;
      level[h]! += end.level / components.length;
      trend[h]! += (moved + drift.offset + drift.step * h) / components.length;
    }
  }
  const isSeasonal = components.some(({ specification, adjustment }) => specification.season !== 'N' || adjustment);
  const season = mean.map((value, h) => (isSeasonal ? value - level[h]! - trend[h]! : 0));
  return { level, trend, season };
}
