import { RandomStream } from '../random/stream.js';

/** Ascending row indices; together they are all rows. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** k folds of nearly equal size: the shuffled rows, dealt out in turn. */
export function folds(rows: number, k: number, seed: number): Fold[] {
  const order = new RandomStream(seed, 'tabular.folds').shuffle(rowIndices(rows));
  const foldOf = new Uint8Array(rows);
  order.forEach((row, i) => (foldOf[row] = i % k));
  return Array.from({ length: k }, (_, fold) => foldWhere(foldOf, (value) => value === fold));
}

/**
 * k folds with each class spread evenly: the shuffled rows of class 0, then of class 1, …, dealt out in turn, so that the
 * folds differ by at most one row of each class. The only row of a class is in every training part and in no test.
 */
export function stratifiedFolds(labels: Int32Array, classCount: number, k: number, seed: number): Fold[] {
  const order = stratifiedOrder(labels, classCount, seed);
  const counts = new Int32Array(classCount);
  for (const label of labels) counts[label]!++;
  const foldOf = new Uint8Array(labels.length);
  order.forEach((row, i) => (foldOf[row] = counts[labels[row]!] === 1 ? k : i % k));
  return Array.from({ length: k }, (_, fold) => foldWhere(foldOf, (value) => value === fold));
}

/** ⌈share·rows⌉ random rows held out. */
export function holdOut(rows: number, share: number, seed: number): Fold {
  const order = new RandomStream(seed, 'tabular.holdout').shuffle(rowIndices(rows));
  const held = new Uint8Array(rows);
  for (const row of order.subarray(0, Math.ceil(share * rows))) held[row] = 1;
  return foldWhere(held, (value) => value === 1);
}

/** round(share·count) rows of each class held out, at least one of a class of two or more, never all. */
export function holdOutStratified(labels: Int32Array, classCount: number, share: number, seed: number): Fold {
  const counts = new Int32Array(classCount);
  for (const label of labels) counts[label]!++;
  const wanted = counts.map((count) => (count < 2 ? 0 : Math.min(Math.max(Math.round(share * count), 1), count - 1)));
  const held = new Uint8Array(labels.length);
  for (const row of stratifiedOrder(labels, classCount, seed)) {
    const label = labels[row]!;
    if (wanted[label]! === 0) continue;
    wanted[label]!--;
    held[row] = 1;
  }
  return foldWhere(held, (value) => value === 1);
}

/** Shuffled rows, then sorted by class without disturbing the order inside a class. */
function stratifiedOrder(labels: Int32Array, classCount: number, seed: number): Uint32Array {
  const shuffled = new RandomStream(seed, 'tabular.folds').shuffle(rowIndices(labels.length));
  const starts = new Int32Array(classCount + 1);
  for (const label of labels) starts[label + 1]!++;
  for (let k = 0; k < classCount; k++) starts[k + 1]! += starts[k]!;
  const order = new Uint32Array(labels.length);
  for (const row of shuffled) order[starts[labels[row]!]!++] = row;
  return order;
}

function foldWhere(values: Uint8Array, isTest: (value: number) => boolean): Fold {
  const rows = rowIndices(values.length);
  return { train: rows.filter((row) => !isTest(values[row]!)), test: rows.filter((row) => isTest(values[row]!)) };
}

const rowIndices = (rows: number): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => row);
