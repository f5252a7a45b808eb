import {
  DataError,
  type Estimator,
  type FitContext,
  type Parameters,
  type ParameterProperty,
  type ParameterSchema,
  type SeriesData,
} from '../contract.js';
import { ParameterReader } from '../tabular/parameters.js';
import { calibrate, halfWidth, UNCALIBRATED } from './calibration.js';
import { type Component } from './component.js';
import { type ForecastModel } from './model.js';
import { forecastComponents } from './forecast.js';
import { assertSeries } from './input.js';
import { forecastModelFromTensors, forecastModelToTensors } from './tensors.js';

export interface ForecastRequest {
  /** index of the series in the training data */
  readonly series: number;
  /** steps ahead, 1..10,000 */
  readonly horizon: number;
  /** probability of the interval, 0 < level < 1 */
  readonly level: number;
}

export interface SeriesForecast {
  readonly mean: Float64Array;
  /** bounds of the central interval that was asked for */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface Forecaster extends Estimator<SeriesData, ForecastModel, ForecastRequest, SeriesForecast> {
  /** `fit` without the calibration of the intervals, which doubles its work: for validation of the point forecasts. */
  readonly fitPoint: (data: SeriesData, parameters: Parameters, context: FitContext) => ForecastModel;
}

const LONGEST_HORIZON = 10_000;

const PERIOD: ParameterProperty = {
  type: ['integer', 'null'],
  description: 'Observations per season (1: none). Null: as the times of the observations suggest.',
  default: null,
  minimum: 1,
  maximum: 10_000,
};

interface Method {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly properties?: ParameterSchema['properties'];
  /** bytes that a fit takes per observation; the optimizer's of smoothing by default */
  readonly workspace?: number;
  /** the same number of components for every series */
  readonly fit: (y: Float64Array, period: number, parameters: ParameterReader) => readonly Component[];
}

/** Series are fitted one by one and know nothing of each other, but for the calibration of the intervals. */
export function forecaster({ name, title, source, properties, workspace = 96, fit }: Method): Forecaster {
  const parameters: ParameterSchema = {
    type: 'object',
    additionalProperties: false,
    properties: { period: PERIOD, ...properties },
  };
  const fitPoint = (data: SeriesData, given: Parameters, { onProgress }: FitContext): ForecastModel => {
    assertSeries(data);
    const reader = new ParameterReader(parameters, given);
    const period = reader.optionalNumber('period') ?? data.period;
    const series = data.series.map(({ values }, i) => {
      const fitted = { length: values.length, components: fit(values, period, reader) };
      onProgress?.((0.8 * (i + 1)) / data.series.length, `fitted ${i + 1} of ${data.series.length} series`);
      return fitted;
    });
    return { period, series, calibration: UNCALIBRATED };
  };
  return {
    name,
    modelType: 'forecasting',
    title,
    source,
    parameters,
    memory: ({ series, period }) =>
      series.reduce((total, { values }) => total + 24 * values.length + 64 * (8 + 3 * period), 0) +
      series.reduce((most, { values }) => Math.max(most, workspace * (values.length + period)), 0),
    fit(data, given, context) {
      const model = fitPoint(data, given, context);
      const reader = new ParameterReader(parameters, given);
      const calibration = calibrate(
        data.series.map(({ values }) => values),
        model.period,
        (y) => fit(y, model.period, reader),
      );
      return { ...model, calibration };
    },
    fitPoint,
    predict({ series, calibration }, { series: at, horizon, level }): SeriesForecast {
      const model = series[at];
      if (!model) throw new DataError('unknown_series', `There is no series ${at}; the model has ${series.length}.`);
      if (!(Number.isInteger(horizon) && horizon >= 1 && horizon <= LONGEST_HORIZON))
        throw new DataError('bad_horizon', `The horizon has to be a whole number from 1 to ${LONGEST_HORIZON}.`);
      if (!(level > 0 && level < 1)) throw new DataError('bad_level', 'The level has to lie between 0 and 1.');
      const { mean, deviation } = forecastComponents(model.components, model.length, horizon);
      if (!deviation.every(Number.isFinite))
        throw new DataError(
          'bad_horizon',
          `What grows as this series does is beyond all numbers before step ${horizon}.`,
          'Ask for fewer steps.',
        );
      const width = halfWidth(calibration, level);
      return {
        mean,
        lower: mean.map((value, h) => value - width * deviation[h]!),
        upper: mean.map((value, h) => value + width * deviation[h]!),
      };
    },
    toTensors: forecastModelToTensors,
    fromTensors: forecastModelFromTensors,
  };
}
