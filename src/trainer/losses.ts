import { type Metric } from '../contracts/train-result.js';

/** One note for each naive baseline that does better than the model on its held-out rows. */
export function lossesToBaselines(metrics: readonly Metric[]): string[] {
  return metrics.flatMap(({ name, value, higher_is_better, baselines }) =>
    baselines
      .filter((baseline) => (higher_is_better ? baseline.value > value : baseline.value < value))
      .map((baseline) => {
        const figures = `${value.toPrecision(4)} against ${baseline.value.toPrecision(4)}`;
        return `On held-out rows the naive baseline "${baseline.name}" does better than this model in ${name}: ${figures}.`;
      }),
  );
}
