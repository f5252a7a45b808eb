import { loadForecasts } from '../../algorithms/forecasting/serving.js';
import { Recipe } from '../../contracts/recipe.js';
import { stringsFromTensors } from '../../contracts/strings.js';
import type { Loader } from './served-model.js';

export const loadForecasting: Loader = ({ config, parameters, recipe }) => {
  const server = loadForecasts(config.algorithm, parameters);
  const seriesIds = stringsFromTensors('series.ids', parameters);
  const indexOf = new Map(seriesIds.map((id, index) => [id, index]));
  const timeColumn = config.roles.find(({ role }) => role === 'time')?.column;
  const isDate = Recipe.parse(recipe).columns.some(({ name, kind }) => name === timeColumn && kind === 'datetime');
  return {
    kind: 'forecasts',
    seriesIds,
    forecast(seriesId, horizon, { level, explain }) {
      const series = indexOf.get(seriesId);
      if (series === undefined) return null;
      const { times, mean, lower, upper, parts } = server.forecast(series, horizon, level);
      return Array.from(mean, (value, h) => ({
        time: isDate ? new Date(times[h]!).toISOString() : times[h]!,
        value,
        lower: lower[h]!,
        upper: upper[h]!,
        ...(explain && { components: { level: parts.level[h]!, trend: parts.trend[h]!, season: parts.season[h]! } }),
      }));
    },
  };
};
