import { DataError } from '../../algorithms/contract.js';

/** Throws DataError where the client asks for a metric that the model type is not chosen by. */
export function assertMetric(modelType: string, metric: string | null, known: readonly string[]): void {
  if (metric === null || known.includes(metric)) return;
  const choice = known.length > 0 ? `the metrics ${known.join(', ')}` : 'no metric to choose by, for lack of labels';
  throw new DataError('unknown_metric', `${modelType} has ${choice}; not ${metric}`);
}
