import { type Check } from '../../contracts/check.js';
import { type Metric } from '../../contracts/train-result.js';
import { type Findings } from './evidence.js';
import { type Figure } from './metrics.js';
import { largest, relativeDifference } from './numeric.js';
import { found } from './statements.js';

/** A metric as the checker computes it, with what models that need no learning reach on the same rows. */
export interface Replayed {
  readonly name: string;
  readonly figure: Figure;
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
}

/** A metric that rounding leaves open by more is not certified. */
const MOST_OPEN = 1e-3;

/** How one model does in a metric; null where that is undefined on these rows. */
export type Measure = (metric: string) => Figure | null;

/** Metrics in the trainer's order; those that are undefined on these rows are left out by both. */
export function replay(
  names: readonly string[],
  own: Measure,
  baselines: readonly (readonly [name: string, Measure])[],
): Replayed[] {
  return names.flatMap((name) => {
    const figure = own(name);
    const beside = baselines.flatMap(([baseline, measure]) => {
      const value = measure(name)?.value;
      return value === undefined ? [] : [{ name: baseline, value }];
    });
    return figure ? [{ name, figure, baselines: beside }] : [];
  });
}

/** Every metric is claimed, and as the checker finds it; where a naive baseline does better, that is said. */
export function compareMetrics(claimed: readonly Metric[], replayed: readonly Replayed[], scope: string): Findings {
  const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join();
  const pairs = replayed.flatMap((own) =>
    claimed.filter(({ name }) => name === own.name).map((metric) => ({ own, metric })),
  );
  const isListed =
    named(claimed) === named(replayed) &&
    pairs.every(({ own, metric }) => named(own.baselines) === named(metric.baselines));
  const checks = pairs.map(({ own, metric }) => ({
    ...compared(own, metric, scope),
    id: `metric.${own.name.replace('@', '_at_')}`,
  }));
  const limits = pairs.flatMap(({ own, metric }) =>
    own.baselines
      .filter(({ value }) => (metric.higher_is_better ? value > own.figure.value : value < own.figure.value))
      .map(({ name, value }) => {
        const figures = `${value.toPrecision(6)} against ${own.figure.value.toPrecision(6)}`;
        return `On the held-out rows the naive baseline ${name} does better than this model in ${own.name}: ${figures}.`;
      }),
  );
  return { checks: [found('metrics', scope, isListed ? 0 : 1), ...checks], limits };
}

/** Where the figures differ, and rounding orders scores, they may differ by as much as that leaves open. */
function compared({ figure, baselines }: Replayed, metric: Metric, scope: string): Check {
  const { value, error, open = 0 } = figure;
  const beside = baselines.map((own, i) => relativeDifference(own.value, metric.baselines[i]?.value ?? NaN));
  const direct = [relativeDifference(value, metric.value)];
  if (error !== null) direct.push(relativeDifference(error, metric.standard_error ?? NaN));
  const worst = (slack: number) => {
    const all = [...beside, ...direct.map((difference) => Math.max(0, difference - slack))];
    return largest(all.length, (i) => all[i]!);
  };
  const check = found('metric', scope, worst(0));
  if (check.verdict === 'PASS' || open === 0) return check;
  const about = `; scores that only rounding orders leave it open by ${open.toPrecision(2)}`;
  return found('metric', scope + about, worst(open), { floor: open > MOST_OPEN ? 1 : 0 });
}
