import { DataError, type TensorLike } from '../contract.js';
import { float64Tensor } from '../tabular/tensors.js';
import { type SeriesForecast } from './estimator.js';
import { FORECASTERS } from './index.js';
import { type ForecastParts, forecastParts } from './parts.js';
import { type TimeGrid, positionOf, timeAt } from './time-grid.js';

const KINDS = ['months', 'weekdays', 'even'] as const;

/** When the series were observed: `starts[s]` is the grid index of the first value of series s. */
export interface SeriesTimes {
  readonly grid: TimeGrid;
  readonly starts: Float64Array;
}

export interface DatedForecast extends SeriesForecast {
  /** milliseconds since 1970 UTC, or the number's own unit */
  readonly times: Float64Array;
  readonly parts: ForecastParts;
}

/** A model file's forecasts. Series are counted as in its `series.ids` (contracts/strings.ts). */
export interface ForecastServer {
  readonly seriesCount: number;
  /** horizon 1..10,000; level 0..1 exclusive. Throws DataError otherwise, or for an unknown series. */
  forecast(series: number, horizon: number, level: number): DatedForecast;
  /** steps after the last observation of the series at which `time` lies; not whole for a time off the grid */
  stepsTo(series: number, time: number): number;
}

/**
 * `time.grid` F64 [4]: kind (0 months, 1 weekdays, 2 even), step, origin, day, see TimeGrid; `time.starts` F64
 * [series].
 */
export function timesToTensors({ grid, starts }: SeriesTimes): [string, TensorLike][] {
  const { kind, step, origin, day } = grid;
  return [
    ['time.grid', { shape: [4], data: Float64Array.of(KINDS.indexOf(kind), step, origin, day) }],
    ['time.starts', { shape: [starts.length], data: starts }],
  ];
}

export function loadForecasts(algorithm: string, tensors: ReadonlyMap<string, TensorLike>): ForecastServer {
  const forecaster = FORECASTERS.find(({ name }) => name === algorithm);
  if (!forecaster) throw new DataError('bad_model', `No forecasting algorithm is called ${algorithm}.`);
  const model = forecaster.fromTensors(tensors);
  const starts = float64Tensor(tensors, 'time.starts');
  const [code = -1, step = 1, origin = 0, day = 1] = float64Tensor(tensors, 'time.grid');
  const kind = KINDS[code];
  if (!kind || starts.length !== model.series.length)
    throw new DataError('bad_model', 'The times do not fit the series.');
  const grid = { kind, step, origin, day };
  const lastIndex = (series: number) => starts[series]! + model.series[series]!.length - 1;
  return {
    seriesCount: starts.length,
    forecast(series, horizon, level) {
      const forecast = forecaster.predict(model, { series, horizon, level });
      const last = lastIndex(series);
      const parts = forecastParts(model.series[series]!.components, forecast.mean);
      return { ...forecast, times: forecast.mean.map((_, h) => timeAt(grid, last + h + 1)), parts };
    },
    stepsTo: (series, time) => positionOf(grid, time) - lastIndex(series),
  };
}
