import { mean } from '../../math/index.js';
import { type ComplexComponent } from '../component.js';
import { type Trend } from '../trend.js';
import { blockPath, partsAhead } from './forecast.js';

/**
 * The first block is the level. Where it has one for each position of the season, their mean over a season is the
 * level, and what it moves by from season to season the trend.
 */
export function complexParts(component: ComplexComponent, horizon: number): Trend {
  const [first, season] = partsAhead(component);
  const { lag } = first!;
  const path = blockPath(first!, component.parameters, Math.ceil(horizon / lag) * lag);
  const turns = Float64Array.from({ length: path.length / lag }, (_, turn) =>
    mean(path.subarray(turn * lag, (turn + 1) * lag)),
  );
  const level = turns[0]!;
  const trend = Float64Array.from({ length: horizon }, (_, h) => turns[Math.floor(h / lag)]! - level);
  return { level, trend, isSeasonal: lag > 1 || season !== undefined };
}
