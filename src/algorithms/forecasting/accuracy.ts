import { mean } from '../math/index.js';

/** What a forecast is scored by; lower is better for all of them. */
export const FORECAST_METRICS = ['mase', 'smape', 'rmse', 'mae'] as const;
export type ForecastMetric = (typeof FORECAST_METRICS)[number];

/**
 * Score of one forecast path against what came: MAE over the in-sample mean absolute seasonal difference (MASE,
 * Hyndman & Koehler 2006), 200 |y − ŷ|/(|y| + |ŷ|) averaged (sMAPE of the M3 competition, 0..200; 0 where both are
 * 0), root mean square, mean absolute error. Null where MASE has no scale: a history that only repeats itself.
 */
export function forecastScore(
  metric: ForecastMetric,
  history: Float64Array,
  actual: Float64Array,
  forecast: Float64Array,
  period: number,
): number | null {
  const errors = actual.map((value, h) => Math.abs(value - forecast[h]!));
  switch (metric) {
    case 'mae':
      return mean(errors);
    case 'rmse':
      return Math.sqrt(mean(errors.map((error) => error * error)));
    case 'smape':
      return mean(
        errors.map((error, h) => (error === 0 ? 0 : (200 * error) / (Math.abs(actual[h]!) + Math.abs(forecast[h]!)))),
      );
    case 'mase': {
      const scale = seasonalScale(history, period);
      return scale > 0 ? mean(errors) / scale : null;
    }
  }
}

/** Mean |y_t − y_{t−m}|, m = 1 where the history is no longer than a season; 0 of a single observation. */
export function seasonalScale(history: Float64Array, period: number): number {
  const lag = history.length > period ? period : 1;
  if (history.length <= lag) return 0;
  return mean(history.subarray(lag).map((value, t) => Math.abs(value - history[t]!)));
}
