/** A metric's value on some rows, with its standard error over rows where one is known in closed form. */
export interface Evaluation {
  readonly value: number;
  readonly standardError: number | null;
}

/** One named metric. `evaluate` answers null where the metric is undefined on these rows, as the AUC of a single class. */
export interface MetricDefinition<Truth, Prediction> {
  readonly name: string;
  readonly title: string;
  readonly higherIsBetter: boolean;
  evaluate(truth: Truth, prediction: Prediction): Evaluation | null;
}

/** Class of each row as an index below `classCount`. */
export interface ClassTruth {
  readonly labels: Int32Array;
  readonly classCount: number;
}

/** Mean of per-row values with the standard error of the mean, sd/√n with the n − 1 denominator; null without rows. */
export function meanEvaluation(values: Float64Array): Evaluation | null {
  const rows = values.length;
  if (rows === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / rows;
  if (rows === 1) return { value: mean, standardError: null };
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { value: mean, standardError: Math.sqrt(squares / (rows - 1) / rows) };
}
