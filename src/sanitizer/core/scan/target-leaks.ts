import { LEVEL } from '../cells/column-decoder.js';
import { rankCorrelation } from './rank-correlation.js';
import { type Scan } from './scan-table.js';

/** A feature that gives the target away. */
export interface Leak {
  readonly column: number;
  /** the one can be computed from the other without exception: the feature is the target in other words */
  readonly isCertain: boolean;
  readonly words: string;
}

/** rows with both values below which nothing is proven */
const MIN_ROWS = 50;
/** rows for each class or value on average, below which an assignment is no coincidence worth naming */
const MIN_PER_GROUP = 5;
/** rank correlation from which on a feature is suspicious */
const SUSPICIOUS = 0.999;
const MIN_VALUES = 10;

/** Features that the target follows from, by the sample of rows; none where there is no target. */
export function findLeaks({ plans, sample, statistics }: Scan): Leak[] {
  const target = plans.findIndex(({ column }) => column.role === 'target');
  if (target < 0 || sample === null) return [];
  const cells = (i: number) => canonical(sample.column(i), statistics[i]!.decoder);
  const aim = cells(target);
  const isClass = plans[target]!.column.kind === 'category';
  return plans.flatMap(({ column }, i) => {
    if (column.role !== 'feature' || column.kind === 'text') return [];
    const feature = cells(i);
    const both = [...feature.keys()].filter((row) => !Number.isNaN(feature[row]!) && !Number.isNaN(aim[row]!));
    if (both.length < MIN_ROWS) return [];
    const [x, y] = [both.map((row) => feature[row]!), both.map((row) => aim[row]!)];
    const isOrdered = column.kind === 'number' || column.kind === 'datetime';
    const found = isClass ? classLeak(x, y, isOrdered) : isOrdered ? valueLeak(x, y) : null;
    return found === null ? [] : [{ column: i, ...found }];
  });
}

/** Spellings of one level get one number. */
function canonical(cells: Float64Array, { states, levels }: Scan['statistics'][number]['decoder']): Float64Array {
  if (states.length === 0 || !states.includes(LEVEL)) return cells;
  const codes = new Map<string, number>();
  levels.forEach((level, id) => codes.set(level, codes.get(level) ?? id));
  return cells.map((id) => (Number.isNaN(id) ? NaN : codes.get(levels[id]!)!));
}

function classLeak(x: number[], y: number[], isOrdered: boolean): Omit<Leak, 'column'> | null {
  const classes = new Set(y).size;
  if (classes < 2 || y.length / classes < MIN_PER_GROUP) return null;
  const classOf = new Map<number, number>();
  const isFunction = x.every((value, row) => {
    if (!classOf.has(value)) classOf.set(value, y[row]!);
    return classOf.get(value) === y[row];
  });
  if (isFunction && classOf.size === classes) return { isCertain: true, words: 'stands for the classes one to one' };
  if (isFunction && x.length / classOf.size >= MIN_PER_GROUP) {
    return { isCertain: false, words: 'has values that each go with one class only' };
  }
  if (isOrdered && isFunction && runs(x, y) === classes) {
    return { isCertain: false, words: 'separates the classes without exception' };
  }
  return null;
}

/** How often the class changes in the order of the values, plus one. */
function runs(x: number[], y: number[]): number {
  const order = [...x.keys()].sort((a, b) => x[a]! - x[b]!);
  return order.reduce((count, row, k) => count + (k > 0 && y[row] !== y[order[k - 1]!] ? 1 : 0), 1);
}

function valueLeak(x: number[], y: number[]): Omit<Leak, 'column'> | null {
  if (new Set(x).size < MIN_VALUES || new Set(y).size < MIN_VALUES) return null;
  const correlation = Math.abs(rankCorrelation(x, y));
  if (correlation === 1) return { isCertain: true, words: 'rises and falls with the target without exception' };
  if (correlation < SUSPICIOUS) return null;
  return { isCertain: false, words: `has a rank correlation of ${correlation.toFixed(5)} with the target` };
}
