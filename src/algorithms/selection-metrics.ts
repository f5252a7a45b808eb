import { FORECAST_METRICS, type ForecastMetric } from './forecasting/accuracy.js';
import { CLASS_METRICS, REGRESSION_METRICS } from './metrics/index.js';

/** A metric that `auto` can choose by. */
export interface SelectionMetric {
  readonly name: string;
  readonly title: string;
  readonly higherIsBetter: boolean;
  /** when it is the one that `auto` chooses by unasked, in words; null: only when it is asked for */
  readonly defaultWhen: string | null;
}

/** Of predicted ratings; they need ratings. */
export const RATING_METRICS = ['rmse', 'mae'] as const;
/** Of the ten items that are recommended first. */
export const RANKING_METRICS = ['ndcg@10', 'precision@10', 'recall@10'] as const;

const RECOMMENDATION_TITLES: Record<(typeof RATING_METRICS)[number] | (typeof RANKING_METRICS)[number], string> = {
  rmse: 'Root mean squared error of the ratings',
  mae: 'Mean absolute error of the ratings',
  'ndcg@10': 'Normalized discounted cumulative gain of the first ten',
  'precision@10': 'Share of the first ten that the user met',
  'recall@10': 'Share of what the user met that is among the first ten',
};
const FORECAST_TITLES: Record<ForecastMetric, string> = {
  mase: 'Mean absolute error over that of the seasonal naive forecast in the training data',
  smape: 'Symmetric mean absolute percentage error, 0 to 200',
  rmse: 'Root mean squared error, in the unit of the value',
  mae: 'Mean absolute error, in the unit of the value',
};

type Described = Omit<SelectionMetric, 'defaultWhen'>;

/** Marks the defaults: name of the metric → when. */
function list(metrics: readonly Described[], defaults: readonly (readonly [name: string, when: string])[]) {
  const when = new Map(defaults);
  return metrics.map(({ name, title, higherIsBetter }) => ({
    name,
    title,
    higherIsBetter,
    defaultWhen: when.get(name) ?? null,
  }));
}

const METRICS = new Map<string, readonly SelectionMetric[]>([
  [
    'recommendation',
    list(
      [
        ...RATING_METRICS.map((name) => ({ name, title: RECOMMENDATION_TITLES[name], higherIsBetter: false })),
        ...RANKING_METRICS.map((name) => ({ name, title: RECOMMENDATION_TITLES[name], higherIsBetter: true })),
      ],
      [
        ['rmse', 'there are ratings'],
        ['ndcg@10', 'there are no ratings'],
      ],
    ),
  ],
  [
    'classification',
    list(CLASS_METRICS, [
      ['roc_auc', 'there are two classes'],
      ['log_loss', 'there are more than two classes'],
    ]),
  ],
  ['regression', list(REGRESSION_METRICS, [['rmse', 'always']])],
  [
    'clustering',
    list(
      [{ name: 'silhouette', title: 'Mean silhouette of the rows', higherIsBetter: true }],
      [['silhouette', 'always']],
    ),
  ],
  [
    'forecasting',
    list(
      FORECAST_METRICS.map((name) => ({ name, title: FORECAST_TITLES[name], higherIsBetter: false })),
      [['mase', 'always']],
    ),
  ],
]);

/** Those of a model type; none where nothing tells a good choice from a bad one, as anomalies without labels. */
export const selectionMetrics = (modelType: string): readonly SelectionMetric[] => METRICS.get(modelType) ?? [];
