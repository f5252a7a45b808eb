import { meanInterval, wilsonInterval, type Interval } from '../statistics/intervals.js';
import type { OutcomeKind } from './outcome.entity.js';
import type { OutcomeMetricView } from './outcomes.dto.js';

/** Mean and sample variance (null for one value) of a quantity. */
export interface Moments {
  readonly mean: number;
  readonly variance: number | null;
}

/** What one version's outcomes of one kind come to. */
export interface OutcomeSums {
  readonly kind: OutcomeKind;
  readonly n: number;
  readonly score: Moments;
  readonly absolute: Moments;
  readonly squared: Moments;
}

/** The metrics that fit the kind. The interval of rmse is that of the mean square, under the root. */
export function metricsOf({ kind, n, score, absolute, squared }: OutcomeSums): OutcomeMetricView[] {
  const of = (name: string, value: number, interval: Interval | null): OutcomeMetricView => ({
    name,
    n,
    value,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
  });
  const spread = ({ mean, variance }: Moments) => meanInterval(mean, variance ?? 0, n);
  switch (kind) {
    case 'label':
      return [of('accuracy', score.mean, wilsonInterval(score.mean, n))];
    case 'success':
      return [of('success_rate', score.mean, wilsonInterval(score.mean, n))];
    case 'reward':
      return [of('mean_reward', score.mean, spread(score))];
    case 'value': {
      const square = spread(squared);
      const root = square && { lower: Math.sqrt(Math.max(0, square.lower)), upper: Math.sqrt(square.upper) };
      return [of('rmse', Math.sqrt(squared.mean), root), of('mae', absolute.mean, spread(absolute))];
    }
  }
}
