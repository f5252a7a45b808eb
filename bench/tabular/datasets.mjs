/** The tables of the bench: columns, target and fixed folds, the same for every contender. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MISSING = new Set(['', '?', 'NA']);

/** `drop`: identifiers; `categories`: numbers that name a kind */
const SOURCES = [
  { name: 'adult', file: 'adult/adult-train.csv', header: false, target: 14, task: 'classification', folds: 5 },
  { name: 'credit-g', file: 'credit-g/german_h.csv', target: 'class', task: 'classification', folds: 10 },
  { name: 'pima', file: 'pima/pima-indians-diabetes.csv', header: false, target: 8, task: 'classification', folds: 10 },
  { name: 'mlc_churn', file: 'modeldata/mlc_churn.csv', target: 'churn', task: 'classification', folds: 5 },
  { name: 'attrition', file: 'modeldata/attrition.csv', target: 'Attrition', task: 'classification', folds: 5 },
  {
    name: 'breast-cancer',
    file: 'breast-cancer/breast-cancer-wisconsin.data',
    header: false,
    target: 10,
    drop: [0],
    task: 'classification',
    folds: 10,
  },
  {
    name: 'wine-red',
    file: 'wine-quality/winequality-red.csv',
    delimiter: ';',
    target: 'quality',
    task: 'regression',
    folds: 5,
  },
  {
    name: 'auto-mpg',
    file: 'auto-mpg/auto-mpg.csv',
    target: 'mpg',
    drop: ['name'],
    categories: ['origin'],
    task: 'regression',
    folds: 5,
  },
  { name: 'abalone', file: 'abalone/abalone.csv', header: false, target: 8, task: 'regression', folds: 5 },
  { name: 'ames', file: 'modeldata/ames.csv', target: 'Sale_Price', log: true, task: 'regression', folds: 5 },
];

export function loadDatasets(folder) {
  return SOURCES.map((source) => ({ name: source.name, task: source.task, ...readTable(folder, source) }));
}

function readTable(folder, { file, delimiter = ',', header = true, target, drop = [], categories = [], log, folds }) {
  const lines = readFileSync(join(folder, file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const rows = lines.map((line) => splitLine(line, delimiter));
  const names = header ? rows.shift() : rows[0].map((_, j) => `c${j}`);
  const at = typeof target === 'number' ? target : names.indexOf(target);
  const ignored = new Set([at, ...drop.map((column) => (typeof column === 'number' ? column : names.indexOf(column)))]);
  const columns = names.flatMap((name, j) => {
    if (ignored.has(j)) return [];
    return [
      readColumn(
        name,
        rows.map((row) => row[j]),
        categories.includes(name),
      ),
    ];
  });
  const labels = rows.map((row) => row[at]);
  if (log !== undefined)
    return { columns, target: labels.map((y) => Math.log(Number(y))), folds: deal(labels.length, folds) };
  if (labels.every((label) => Number.isFinite(Number(label))) && new Set(labels).size > 2)
    return { columns, target: labels.map(Number), folds: deal(labels.length, folds) };
  const classes = [...new Set(labels)].sort();
  return {
    columns,
    classes,
    target: labels.map((label) => classes.indexOf(label)),
    folds: dealStratified(labels, folds),
  };
}

/** A number column is filled with its median, a category keeps `?` as a level of its own. */
function readColumn(name, cells, isCategory) {
  const present = cells.filter((cell) => !MISSING.has(cell));
  if (!isCategory && present.every((cell) => Number.isFinite(Number(cell)))) {
    const sorted = present.map(Number).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    return { name, kind: 'number', values: cells.map((cell) => (MISSING.has(cell) ? median : Number(cell))) };
  }
  const levels = [...new Set(cells)];
  const index = new Map(levels.map((level, i) => [level, i]));
  return { name, kind: 'category', levels, values: cells.map((cell) => index.get(cell)) };
}

function splitLine(line, delimiter) {
  const cells = [];
  for (const [, quoted, plain] of line.matchAll(
    new RegExp(`(?:^|${delimiter})\\s*(?:"([^"]*)"|([^${delimiter}]*))`, 'g'),
  ))
    cells.push(quoted ?? plain.trim());
  return cells;
}

/** Fold of each row: a fixed pseudo-random order (Park–Miller), dealt out in turn. */
function deal(rows, folds) {
  const keys = parkMiller(rows);
  const result = new Array(rows);
  keys
    .map((_, i) => i)
    .sort((a, b) => keys[a] - keys[b] || a - b)
    .forEach((row, i) => (result[row] = i % folds));
  return result;
}

function dealStratified(labels, folds) {
  const keys = parkMiller(labels.length);
  const result = new Array(labels.length);
  const order = keys
    .map((_, i) => i)
    .sort((a, b) => (labels[a] < labels[b] ? -1 : labels[a] > labels[b] ? 1 : keys[a] - keys[b]));
  order.forEach((row, i) => (result[row] = i % folds));
  return result;
}

function parkMiller(count) {
  let state = 20261124;
  return Array.from({ length: count }, () => (state = (state * 48271) % 2147483647));
}
