import { algorithmsOf, findAlgorithm, validateParameters } from '../algorithms/catalogue.js';
import { selectionMetrics } from '../algorithms/selection-metrics.js';
import { invalid } from '../common/errors/api-error.js';
import type { TrainRequest } from '../contracts/task.js';

/** Refuses an algorithm, a hyper-parameter or a metric that there is not, before anything is queued. */
export function assertOffered({ model_type, algorithm, hyperparameters, metric }: TrainRequest): void {
  const offered = algorithmsOf(model_type);
  if (offered.length === 0)
    throw invalid([{ field: 'model_type', message: `${model_type} is not offered by this build` }]);
  if (metric !== null) assertMetric(model_type, metric);
  if (algorithm === 'auto') {
    if (Object.keys(hyperparameters).length === 0) return;
    throw invalid([
      { field: 'hyperparameters', message: 'belong to an algorithm: name one, auto chooses them itself' },
    ]);
  }
  const found = findAlgorithm(model_type, algorithm);
  if (!found) {
    const names = ['auto', ...offered.map(({ name }) => name)].join(', ');
    throw invalid([{ field: 'algorithm', message: `there is no ${algorithm} for ${model_type}; there are ${names}` }]);
  }
  const errors = validateParameters(found.parameters, hyperparameters);
  if (errors.length > 0)
    throw invalid(errors.map(({ field, message }) => ({ field: `hyperparameters.${field}`, message })));
}

function assertMetric(modelType: string, metric: string): void {
  const names = selectionMetrics(modelType).map(({ name }) => name);
  if (names.includes(metric)) return;
  const offer = names.length > 0 ? `there are ${names.join(', ')}` : 'there is none to choose by, for lack of labels';
  throw invalid([{ field: 'metric', message: `${metric} is no metric of ${modelType}; ${offer}` }]);
}
