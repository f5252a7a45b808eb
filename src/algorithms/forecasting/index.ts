import { type EtsSpecification } from './ets/specification.js';
import { forecaster } from './estimator.js';
import { combination as combine } from './methods/combination.js';
import { complexSmoothing as smoothComplex } from './methods/complex.js';
import { seasonalNaive as repeatSeason } from './methods/naive.js';
import { adjustedSmoothing, EtsCandidates } from './methods/smoothing.js';
import { thetaMethod } from './methods/theta.js';

export { type Forecaster, type ForecastRequest, type SeriesForecast } from './estimator.js';
export { type ForecastModel } from './model.js';
export { heldOutSteps } from './calibration.js';
export { FORECAST_METRICS, type ForecastMetric, forecastScore, seasonalScale } from './accuracy.js';
export { detectPeriod } from './seasonality/detect.js';
export { type GriddedSeries, gridSeries } from './series-builder.js';
export { inferGrid, positionOf, timeAt, type TimeGrid, usualPeriod } from './time-grid.js';
export { type ForecastSelection, selectForecaster } from './selection.js';

const HYNDMAN = 'Hyndman, Koehler, Ord & Snyder, Forecasting with Exponential Smoothing, Springer 2008';

export const seasonalNaive = forecaster({
  name: 'seasonal_naive',
  title: 'Seasonal naive: the last season repeated',
  source: 'Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, 5.2',
  fit: (y, period) => [repeatSeason(y, period)],
});

export const simpleSmoothing = forecaster({
  name: 'ses',
  title: 'Simple exponential smoothing of the seasonally adjusted series',
  source: HYNDMAN,
  fit: (y, period) => [adjustedSmoothing(y, period, 'N')],
});

export const holt = forecaster({
  name: 'holt',
  title: 'Holt’s linear trend of the seasonally adjusted series',
  source: 'Holt 1957, reprinted in International Journal of Forecasting 20, 2004',
  fit: (y, period) => [adjustedSmoothing(y, period, 'A')],
});

export const dampedTrend = forecaster({
  name: 'damped_trend',
  title: 'Damped trend of the seasonally adjusted series',
  source: 'Gardner & McKenzie, Forecasting trends in time series, Management Science 31, 1985',
  fit: (y, period) => [adjustedSmoothing(y, period, 'Ad')],
});

export const holtWinters = forecaster({
  name: 'holt_winters',
  title: 'Holt–Winters: level, trend and season',
  source: 'Winters, Forecasting sales by exponentially weighted moving averages, Management Science 6, 1960',
  properties: {
    season: {
      type: 'string',
      description:
        'How the season acts on the level; multiplicative falls back to additive where a value is not positive.',
      default: 'multiplicative',
      enum: ['additive', 'multiplicative'],
    },
  },
  fit: (y, period, parameters) => {
    const isRatio = parameters.string('season') === 'multiplicative' && y.every((value) => value > 0);
    const wanted = isRatio ? 'M' : 'A';
    const candidates = new EtsCandidates(
      y,
      period,
      ({ error, trend, season }) => error === wanted && trend === 'A' && (season === wanted || season === 'N'),
    );
    const hasSeason = ({ season }: EtsSpecification) => season !== 'N';
    return [candidates.has(hasSeason) ? candidates.best(hasSeason) : candidates.best()];
  },
});

const anyOf = (values: string, description: string) =>
  ({ type: 'string', description, default: 'auto', enum: ['auto', ...values.split(' ')] }) as const;

export const ets = forecaster({
  name: 'ets',
  title: 'Exponential smoothing, its error, trend and season chosen by AICc',
  source: HYNDMAN,
  properties: {
    error: anyOf('additive multiplicative', 'How the error acts.'),
    trend: anyOf('none additive damped', 'Form of the trend.'),
    season: anyOf('none additive multiplicative', 'Form of the season.'),
  },
  fit: (y, period, parameters) => {
    const admits = (name: string, codes: Readonly<Record<string, string>>) => {
      const wanted = parameters.string(name);
      return (code: string) => wanted === 'auto' || codes[wanted] === code;
    };
    const error = admits('error', { additive: 'A', multiplicative: 'M' });
    const trend = admits('trend', { none: 'N', additive: 'A', damped: 'Ad' });
    const season = admits('season', { none: 'N', additive: 'A', multiplicative: 'M' });
    return [new EtsCandidates(y, period, (s) => error(s.error) && trend(s.trend) && season(s.season)).best()];
  },
});

export const theta = forecaster({
  name: 'theta',
  title: 'Theta method: smoothing with half of the linear trend',
  source: 'Assimakopoulos & Nikolopoulos, The Theta model, International Journal of Forecasting 16, 2000',
  properties: {
    theta: {
      type: 'number',
      description: 'Curvature of the extrapolated theta line; 1 is no trend, 2 half of the linear trend.',
      default: 2,
      minimum: 1,
      maximum: 100,
    },
  },
  fit: (y, period, parameters) => [thetaMethod(y, period, parameters.number('theta'))],
});

export const complexSmoothing = forecaster({
  name: 'ces',
  title: 'Complex exponential smoothing, its season chosen by AICc',
  source: 'Svetunkov, Kourentzes & Ord, Complex exponential smoothing, Naval Research Logistics 69, 2022',
  properties: {
    season: {
      type: 'string',
      description:
        'Form of the season: none; simple, a level for each position; partial, real indices; full, complex indices, which can grow with the level. One that needs more than two seasons of values is none for shorter series.',
      default: 'auto',
      enum: ['auto', 'none', 'simple', 'partial', 'full'],
    },
  },
  workspace: 160,
  fit: (y, period, parameters) => {
    const season = parameters.string('season');
    return [smoothComplex(y, period, (form) => season === 'auto' || season === form)];
  },
});

export const combination = forecaster({
  name: 'combination',
  title: 'Mean of Theta, exponential smoothing, its damped form, and complex exponential smoothing',
  source:
    'Petropoulos & Svetunkov, A simple combination of univariate models, International Journal of Forecasting 36, 2020',
  workspace: 160,
  fit: combine,
});

/** Simpler first. */
export const FORECASTERS = [
  seasonalNaive,
  simpleSmoothing,
  holt,
  dampedTrend,
  holtWinters,
  theta,
  ets,
  complexSmoothing,
  combination,
] as const;
