import { type Features } from '../../../algorithms/contract.js';
import { type Fitted, permutationImportance, type TabularTask } from '../../../algorithms/tabular/index.js';
import { type Metric } from '../../../contracts/train-result.js';
import { type Evaluation, type FamilyContext } from '../../family.js';

const MOST_EXPLANATIONS = 2000;

/** A model that needs no learning beyond the target of the training rows. */
export interface Baseline<Prediction> {
  readonly name: string;
  predict(features: Features): Prediction;
}

/** Every metric that is defined on the held-out rows, each beside the baselines; importances by the first of `names`. */
export function evaluateTabular<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  model: Fitted<Prediction>,
  baselines: readonly Baseline<Prediction>[],
  held: Data,
  names: readonly string[],
  context: FamilyContext,
): Evaluation {
  const prediction = model.predict(task.features(held));
  const naive = baselines.map((baseline) => ({
    name: baseline.name,
    prediction: baseline.predict(task.features(held)),
  }));
  const metrics = names.flatMap((name): Metric[] => {
    const own = task.evaluate(name, held, prediction);
    if (!own) return [];
    return [
      {
        name,
        value: own.value,
        higher_is_better: task.isHigherBetter(name),
        standard_error: own.standardError,
        baselines: naive.flatMap((baseline) => {
          const value = task.evaluate(name, held, baseline.prediction)?.value;
          return value === undefined ? [] : [{ name: baseline.name, value }];
        }),
      },
    ];
  });
  const importances = metrics[0] ? permutationImportance(task, model, held, metrics[0].name, context.seed) : [];
  const explanations = importances.toSorted((a, b) => b.value - a.value).slice(0, MOST_EXPLANATIONS);
  return { metrics, explanations, notes: [] };
}
