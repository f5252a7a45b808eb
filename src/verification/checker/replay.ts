import { type Check } from '../../contracts/check.js';
import { type Metric } from '../../contracts/train-result.js';
import { type Findings } from './evidence.js';
import { type Figure } from './metrics.js';
import { backward, exact, relativeDifference } from './verdict.js';

/** A metric as the checker computes it, with what models that need no learning reach on the same rows. */
export interface Replayed {
  readonly name: string;
  readonly figure: Figure;
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
}

/** Every metric is claimed, and as the checker finds it; where a naive baseline does better, that is said. */
export function compareMetrics(claimed: readonly Metric[], replayed: readonly Replayed[], scope: string): Findings {
  const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join();
  const pairs = replayed.flatMap((own) =>
    claimed.filter(({ name }) => name === own.name).map((metric) => ({ own, metric })),
  );
  const listed =
    named(claimed) === named(replayed) &&
    pairs.every(({ own, metric }) => named(own.baselines) === named(metric.baselines));
  const checks: Check[] = [
    exact({ id: 'metrics', scope, implies: 'no metric and no baseline is left out or made up' }, listed ? 0 : 1),
  ];
  for (const { own, metric } of pairs) {
    const differences = own.baselines.map(({ value }, i) =>
      relativeDifference(value, metric.baselines[i]?.value ?? NaN),
    );
    differences.push(relativeDifference(own.figure.value, metric.value));
    if (own.figure.error !== null) differences.push(relativeDifference(own.figure.error, metric.standard_error ?? NaN));
    const implies =
      'the value, its standard error and the baselines follow from the evaluation file and the held-out rows';
    checks.push(backward({ id: `metric.${own.name.replace('@', '_at_')}`, scope, implies }, largest(differences)));
  }
  const limits = pairs.flatMap(({ own, metric }) =>
    own.baselines
      .filter(({ value }) => (metric.higher_is_better ? value > own.figure.value : value < own.figure.value))
      .map(({ name, value }) => {
        const figures = `${value.toPrecision(6)} against ${own.figure.value.toPrecision(6)}`;
        return `On the held-out rows the naive baseline ${name} does better than this model in ${own.name}: ${figures}.`;
      }),
  );
  return { checks, limits };
}

/** NaN where one is NaN: Math.max would do so too, and a comparison would lose it. */
const largest = (values: readonly number[]) => values.reduce((max, value) => Math.max(max, value), 0);
