import {
  type Forecaster,
  type ForecastModel,
  FORECAST_METRICS,
  type ForecastMetric,
  forecastScore,
  seasonalNaive,
} from '../../../algorithms/forecasting/index.js';
import { mean } from '../../../algorithms/math/index.js';
import { type Evaluation, type FamilyContext } from '../../family.js';
import { type DatedSeries } from './data.js';

/** Probability of the intervals whose coverage is told. */
const LEVEL = 0.9;

interface Path {
  readonly history: Float64Array;
  readonly actual: Float64Array;
  readonly forecast: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Every metric is the mean over series of the score on the held-out end, with its standard error over series. */
export function evaluateForecasts(
  forecaster: Forecaster,
  model: ForecastModel,
  train: DatedSeries,
  test: DatedSeries,
  { seed }: FamilyContext,
): Evaluation {
  const { period } = model;
  const paths = pathsOf(forecaster, model, train, test);
  const naive = pathsOf(seasonalNaive, seasonalNaive.fitPoint(train.data, { period }, { seed }), train, test);
  const metrics = FORECAST_METRICS.flatMap((name) => {
    const [own, other] = [scores(name, paths, period), scores(name, naive, period)];
    if (own.length === 0) return [];
    return {
      name,
      value: mean(own),
      higher_is_better: false,
      standard_error: standardError(own),
      baselines: [{ name: 'seasonal naive', value: mean(other) }],
    };
  });
  const hits = paths.flatMap(({ actual, lower, upper }) =>
    [...actual].map((value, h) => Number(value >= lower[h]! && value <= upper[h]!)),
  );
  return {
    metrics,
    explanations: [{ name: `coverage of the ${LEVEL * 100} % intervals on held-out values`, value: mean(hits) }],
    notes: [
      `Measured on ${hits.length} held-out values at the ends of ${paths.length} series; a season has ${period} values.`,
    ],
  };
}

function pathsOf(forecaster: Forecaster, model: ForecastModel, train: DatedSeries, test: DatedSeries): Path[] {
  const indexOf = new Map(train.series.map(({ id }, series) => [id, series]));
  return test.series.flatMap(({ id, start, values }) => {
    const series = indexOf.get(id);
    if (series === undefined) return [];
    const known = train.series[series]!;
    // The held-out end may begin after a gap.
    const skipped = start - (known.start + known.values.length);
    const horizon = skipped + values.length;
    const { mean: forecast, lower, upper } = forecaster.predict(model, { series, horizon, level: LEVEL });
    const end = (path: Float64Array) => path.subarray(skipped);
    return [{ history: known.values, actual: values, forecast: end(forecast), lower: end(lower), upper: end(upper) }];
  });
}

function scores(metric: ForecastMetric, paths: readonly Path[], period: number): number[] {
  return paths
    .map(({ history, actual, forecast }) => forecastScore(metric, history, actual, forecast, period))
    .filter((score) => score !== null);
}

function standardError(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((total, value) => total + (value - centre) * (value - centre), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
