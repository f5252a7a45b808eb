import { describe, expect, it } from 'vitest';
import { refineCentres } from '../../../src/algorithms/clustering/lloyd.js';

const column = (...values: number[]) => ({ rows: values.length, columns: 1, data: Float64Array.from(values) });

describe('Lloyd’s algorithm', () => {
  it('moves centres without rows to different far rows', () => {
    const { centres, isFixed, inertia } = refineCentres(column(0, 1, 10, 11, 20, 21), column(0, 0, 0), 100);
    expect(isFixed).toBe(true);
    expect([...centres.data].sort((a, b) => a - b)).toEqual([5.5, 20, 21]);
    expect(inertia).toBe(2 * (5.5 * 5.5 + 4.5 * 4.5));
  });

  it('gives a row between two centres to the first', () => {
    const { labels } = refineCentres(column(-1, 1, 0), column(-1, 1), 0);
    expect([...labels]).toEqual([0, 1, 0]);
  });

  it('says when it was stopped', () => {
    expect(refineCentres(column(0, 1, 2, 3, 4, 50), column(0, 1), 1).isFixed).toBe(false);
  });
});
