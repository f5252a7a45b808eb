import { type Feature } from '../contract.js';
import { RandomStream } from '../random/stream.js';
import { type Fitted } from './algorithm.js';
import { type TabularTask } from './task.js';
import { selectCells } from './subset.js';

const REPEATS = 5;
const MOST_ROWS = 5_000;

export interface Importance {
  readonly name: string;
  /** how much the metric worsens, in its unit, when this column is shuffled */
  readonly value: number;
}

/**
 * Permutation importance on held-out rows (Breiman 2001; Fisher, Rudin & Dominici, JMLR 20, 2019): the mean loss of the
 * metric over five shuffles of one column at a time, in feature order. At most the first 5,000 rows are looked at.
 */
export function permutationImportance<Data, Prediction>(
  task: TabularTask<Data, Prediction>,
  model: Fitted<Prediction>,
  held: Data,
  metric: string,
  seed: number,
): Importance[] {
  const rows = Math.min(task.features(held).rows, MOST_ROWS);
  const data = task.select(
    held,
    Uint32Array.from({ length: rows }, (_, row) => row),
  );
  const features = task.features(data);
  const sign = task.isHigherBetter(metric) ? 1 : -1;
  const intact = task.evaluate(metric, data, model.predict(features))?.value;
  if (intact === undefined) return [];
  return features.columns.map((column, j) => {
    const stream = new RandomStream(seed, `tabular.importance.${j}`);
    let worsening = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const order = stream.shuffle(Uint32Array.from({ length: rows }, (_, row) => row));
      const columns = features.columns.with(j, shuffled(column, order));
      const score = task.evaluate(metric, data, model.predict({ rows, columns }))?.value ?? intact;
      worsening += (sign * (intact - score)) / REPEATS;
    }
    return { name: column.name, value: worsening };
  });
}

function shuffled(column: Feature, order: Uint32Array): Feature {
  return column.kind === 'number'
    ? { ...column, values: selectCells(column.values, order) }
    : { ...column, codes: selectCells(column.codes, order) };
}
