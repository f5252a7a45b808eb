import { type Measured } from '../../../algorithms/recommendation/rating-metrics.js';
import { type Metric } from '../../../contracts/train-result.js';
import { type Baseline } from './baselines.js';

const ERRORS: ReadonlySet<string> = new Set(['rmse', 'mae']);

export const higherIsBetter = (metric: string) => !ERRORS.has(metric);

/** Each metric beside what the baselines reach on the same rows. */
export function metricsOf(measured: readonly Measured[], baselines: readonly Baseline[]): Metric[] {
  return measured.map(({ name, value, standardError }) => ({
    name,
    value,
    higher_is_better: higherIsBetter(name),
    standard_error: standardError,
    baselines: baselines.flatMap((baseline) => {
      const same = baseline.measured.find((candidate) => candidate.name === name);
      return same ? [{ name: baseline.name, value: same.value }] : [];
    }),
  }));
}
