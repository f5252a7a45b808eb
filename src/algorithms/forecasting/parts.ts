import { complexParts } from './ces/parts.js';
import { type Component, type SmoothingComponent } from './component.js';
import { type Trend } from './trend.js';

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
  const horizon = mean.length;
  const all = components.map((component) =>
    component.kind === 'complex' ? complexParts(component, horizon) : smoothingParts(component, horizon),
  );
  const level = new Float64Array(horizon);
  const trend = new Float64Array(horizon);
  for (const part of all) {
    for (let h = 0; h < horizon; h++) {
      level[h]! += part.level / all.length;
      trend[h]! += part.trend[h]! / all.length;
    }
  }
  const isSeasonal = all.some((part) => part.isSeasonal);
  const season = mean.map((value, h) => (isSeasonal ? value - level[h]! - trend[h]! : 0));
  return { level, trend, season };
}

function smoothingParts(
  { end, smoothing, drift, specification, adjustment }: SmoothingComponent,
  horizon: number,
): Trend {
  let slope = end.slope;
  let moved = 0;
  const trend = Float64Array.from({ length: horizon }, (_, h) => {
    slope *= smoothing.phi;
    moved += slope;
    return moved + drift.offset + drift.step * h;
  });
  return { level: end.level, trend, isSeasonal: specification.season !== 'N' || adjustment !== null };
}
