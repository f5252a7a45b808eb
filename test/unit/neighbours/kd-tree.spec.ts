import { describe, expect, it } from 'vitest';
import { type Matrix } from '../../../src/algorithms/encoding/dense.js';
import { KdTree } from '../../../src/algorithms/neighbours/kd-tree.js';
import { NearestList } from '../../../src/algorithms/neighbours/nearest-list.js';
import { rangeSearchOf, searchOf } from '../../../src/algorithms/neighbours/search.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const matrix = (rows: number, columns: number, cell: (row: number, column: number) => number): Matrix => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, (_, i) => cell(Math.floor(i / columns), i % columns)),
});
const draws = (purpose: string) => {
  const stream = new RandomStream(5, purpose);
  return () => stream.uniform();
};
const [uniform, grid, sparse, far] = ['uniform', 'grid', 'sparse', 'far'].map(draws) as [
  () => number,
  () => number,
  () => number,
  () => number,
];

/** Every kind of tie: few distinct values, whole rows alike, a constant column, values whose squares overflow or vanish. */
const SETS: [string, Matrix][] = [
  ['3 uniform columns', matrix(900, 3, uniform)],
  ['1 column', matrix(700, 1, uniform)],
  ['a grid of 27 points, each many times', matrix(800, 3, () => Math.floor(3 * grid()))],
  ['one point, always the same', matrix(600, 2, () => 7)],
  ['mostly zeros', matrix(1000, 6, (_, j) => (j === 5 ? 0 : sparse() < 0.9 ? 0 : sparse()))],
  ['a line, descending', matrix(500, 2, (row, j) => -row * (j + 1))],
  [
    'squares from below the least number to beyond the greatest',
    matrix(640, 3, () => 10 ** Math.floor(620 * far() - 310)),
  ],
  ['as many columns as a tree is tried with', matrix(450, 40, uniform)],
];

/** Every distance, in column order, sorted by distance and row. */
function sorted({ rows, columns, data }: Matrix, query: Float64Array): [square: number, row: number][] {
  const all = Array.from({ length: rows }, (_, row): [number, number] => {
    let square = 0;
    for (let j = 0; j < columns; j++) {
      const difference = query[j]! - data[row * columns + j]!;
      square += difference * difference;
    }
    return [square, row];
  });
  return all.sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j));
}

const rowOf = ({ columns, data }: Matrix, row: number) => data.subarray(row * columns, (row + 1) * columns);

describe.each(SETS)('%s', (_name, points) => {
  const queries = [0, 1, 17, 99, 250, 333, points.rows - 1].map((row) => rowOf(points, row));
  const between = Float64Array.from({ length: points.columns }, (_, j) => 0.5 + j / 7);

  it('a tree finds the nearest rows that sorting all of them finds, ties by row', () => {
    const tree = new KdTree(points);
    for (const k of [1, 4, 15, 60]) {
      const list = new NearestList(k);
      for (const query of [...queries, between, between.map(() => 1e6)]) {
        list.clear();
        tree.nearest(query, list);
        const expected = sorted(points, query).slice(0, k);
        expect([...list.squares]).toEqual(expected.map(([square]) => square));
        // Where the distance is infinite, no row is nearer than another.
        expect([...list.rows]).toEqual(expected.map(([square, row]) => (square === Infinity ? 0 : row)));
      }
    }
  });

  it('what a radius holds is what sorting finds within it, its end included', () => {
    const within = rangeSearchOf(points, points.rows);
    for (const query of [...queries, between]) {
      const all = sorted(points, query);
      for (const limit of [0, all[5]![0], all[200]![0], Number.MAX_VALUE]) {
        const found: number[] = [];
        within(query, limit, (row) => found.push(row));
        const expected = all.filter(([square]) => square <= limit).map(([, row]) => row);
        expect(found.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
      }
    }
  });

  it('a search is the same whether it builds a tree, gives one up or never has one', () => {
    const [few, many] = [searchOf(points, 1), searchOf(points, points.rows)];
    const [a, b] = [new NearestList(9), new NearestList(9)];
    for (let row = 0; row < points.rows; row += 7) {
      a.clear();
      b.clear();
      few(rowOf(points, row), a);
      many(rowOf(points, row), b);
      expect([...b.rows, ...b.squares]).toEqual([...a.rows, ...a.squares]);
    }
  });
});

it('in few columns a tree looks at a small share of the rows, also where all rows are alike', () => {
  for (const [name, most] of [
    ['3 uniform columns', 0.2],
    ['one point, always the same', 0.2],
  ] as const) {
    const points = SETS.find(([label]) => label === name)![1];
    const tree = new KdTree(points);
    const list = new NearestList(10);
    for (let row = 0; row < 100; row++) {
      list.clear();
      tree.nearest(rowOf(points, row), list);
    }
    expect(tree.looked).toBeLessThan(most * 100 * points.rows);
  }
});
