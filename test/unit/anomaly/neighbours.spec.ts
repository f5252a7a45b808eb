import { describe, expect, it } from 'vitest';
import { nearestNeighbours } from '../../../src/algorithms/anomaly/neighbours.js';
import { cloud } from './points.js';

const matrix = (rows: readonly (readonly number[])[]) => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float64Array.from(rows.flat()),
});

describe('nearest neighbours', () => {
  it('are those of brute force by (distance, row), the row itself left out', () => {
    // whole coordinates, so that many distances are equal
    const rows = cloud(4, 80, new Array<number>(11).fill(0)).map((row) => row.map((value) => Math.round(value)));
    const { rows: found, distances } = nearestNeighbours(matrix(rows), matrix(rows), 6);
    rows.forEach((query, at) => {
      const all = rows.map((row, i) => ({ i, square: row.reduce((sum, x, c) => sum + (x - query[c]!) ** 2, 0) }));
      const self = all.find(({ square }) => square === 0)!;
      const nearest = all
        .filter((other) => other !== self)
        .sort((a, b) => a.square - b.square || a.i - b.i)
        .slice(0, 6);
      expect([...found.subarray(6 * at, 6 * at + 6)]).toEqual(nearest.map(({ i }) => i));
      expect([...distances.subarray(6 * at, 6 * at + 6)]).toEqual(nearest.map(({ square }) => Math.sqrt(square)));
    });
  });

  it('counts a twin as a neighbour', () => {
    const { rows, distances } = nearestNeighbours(matrix([[0], [0], [5]]), matrix([[0]]), 1);
    expect([rows[0], distances[0]]).toEqual([1, 0]);
  });
});
