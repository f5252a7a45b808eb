import { withDefaults } from '../../../algorithms/catalogue.js';
import { DataError, type Parameters } from '../../../algorithms/contract.js';
import {
  type Forecaster,
  type ForecastModel,
  FORECAST_METRICS,
  type ForecastMetric,
  FORECASTERS,
  selectForecaster,
} from '../../../algorithms/forecasting/index.js';
import { loadForecasts, timesToTensors } from '../../../algorithms/forecasting/serving.js';
import { type Tensor } from '../../../contracts/safetensors.js';
import { stringsFromTensors, stringsToTensors } from '../../../contracts/strings.js';
import { type Choice, type Family, type FamilyContext } from '../../family.js';
import { type DatedSeries, prepareSeries } from './data.js';
import { evaluateForecasts } from './evaluate.js';
import { forecastScorer } from './score.js';
import { splitEnds } from './split.js';

interface Model {
  readonly forecaster: Forecaster;
  readonly fitted: ForecastModel;
  readonly fittedTo: DatedSeries;
}

export const forecasting: Family<DatedSeries, Model> = {
  modelType: 'forecasting',
  split: (table, roles) => splitEnds(table, roles),
  prepare: prepareSeries,

  choose(train, { algorithm, hyperparameters, metric }, context) {
    const known = FORECAST_METRICS.find((candidate) => candidate === (metric ?? 'mase'));
    if (!known)
      throw new DataError(
        'unknown_metric',
        `forecasting has the metrics ${FORECAST_METRICS.join(', ')}; not ${metric}`,
      );
    if (algorithm === 'auto') return chooseByValidation(train, known, context);
    const complete = settled(find(algorithm), hyperparameters, train);
    return { algorithm, hyperparameters: complete, leaderboard: [], notes: train.notes };
  },

  memory: ({ data }, { algorithm, hyperparameters }) => find(algorithm).memory(data, hyperparameters),

  fit(fittedTo, { algorithm, hyperparameters }, context) {
    const forecaster = find(algorithm);
    return { forecaster, fittedTo, fitted: forecaster.fit(fittedTo.data, hyperparameters, context) };
  },

  evaluate: ({ forecaster, fitted }, train, test, context) =>
    evaluateForecasts(forecaster, fitted, train, test, context),

  /**
   * The forecaster's tensors (algorithms/forecasting/tensors.ts), its times (serving.ts), and `series.ids.*`
   * (contracts/strings.ts).
   */
  toTensors({ forecaster, fitted, fittedTo: { grid, series } }) {
    const starts = Float64Array.from(series, ({ start }) => start);
    return new Map<string, Tensor>([
      ...forecaster.toTensors(fitted),
      ...timesToTensors({ grid, starts }),
      ...stringsToTensors(
        'series.ids',
        series.map(({ id }) => id),
      ),
    ]);
  },

  scorer: ({ config, parameters }) =>
    forecastScorer(
      loadForecasts(config.algorithm, parameters),
      stringsFromTensors('series.ids', parameters),
      config.roles,
    ),
};

function chooseByValidation(train: DatedSeries, metric: ForecastMetric, context: FamilyContext): Choice {
  const { best, candidates, windows } = selectForecaster(train.data, FORECASTERS, metric, context);
  return {
    algorithm: best.name,
    hyperparameters: settled(best, {}, train),
    leaderboard: candidates.map(({ forecaster, score, standardError }) => ({
      algorithm: forecaster.name,
      hyperparameters: settled(forecaster, {}, train),
      metric,
      score,
      standard_error: standardError,
      chosen: forecaster === best,
      note: '',
    })),
    notes: [
      `Compared by ${metric} over ${windows} ends of training series, each forecast from what came before it; the combination is kept ` +
        'unless another method is better by more than a standard error.',
      ...train.notes,
    ],
  };
}

/** The season is settled, so that a model of all rows has that of the evaluated one. */
function settled(forecaster: Forecaster, given: Parameters, { data }: DatedSeries): Parameters {
  const complete = withDefaults(forecaster.parameters, given);
  return { ...complete, period: complete.period ?? data.period };
}

function find(algorithm: string): Forecaster {
  const found = FORECASTERS.find(({ name }) => name === algorithm);
  if (!found) throw new DataError('unknown_algorithm', `No forecasting algorithm is called ${algorithm}.`);
  return found;
}
