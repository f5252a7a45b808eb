import { describe, expect, it } from 'vitest';
import { folds, holdOut, holdOutStratified, stratifiedFolds } from '../../../src/algorithms/tabular/folds.js';

const labels = Int32Array.from({ length: 103 }, (_, i) => (i % 10 === 0 ? 1 : i === 51 ? 2 : 0));
const countOf = (rows: Uint32Array, k: number) => rows.filter((row) => labels[row] === k).length;

describe.each([
  ['folds', folds(103, 5, 3)],
  ['stratifiedFolds', stratifiedFolds(labels, 3, 5, 3)],
])('%s', (name, parts) => {
  it('tests each row once, never one that it trains on', () => {
    const tested = parts.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
    const expected = [...labels.keys()].filter((row) => name === 'folds' || row !== 51);
    expect(tested).toEqual(expected);
    for (const { train, test } of parts) {
      expect(train.length + test.length).toBe(103);
      expect(new Set([...train, ...test]).size).toBe(103);
      expect([...train]).toEqual([...train].sort((a, b) => a - b));
    }
  });

  it('depends on the seed', () => {
    const other = name === 'folds' ? folds(103, 5, 4) : stratifiedFolds(labels, 3, 5, 4);
    expect(other[0]!.test).not.toEqual(parts[0]!.test);
  });
});

describe('stratifiedFolds', () => {
  it('spreads each class evenly and always trains on the only row of one', () => {
    for (const { train, test } of stratifiedFolds(labels, 3, 5, 3)) {
      expect([2, 3]).toContain(countOf(test, 1));
      expect(countOf(train, 2)).toBe(1);
    }
  });
});

describe('hold-outs', () => {
  it('hold out the share, rounded up', () => {
    expect(holdOut(103, 0.2, 1).test).toHaveLength(21);
  });

  it('hold out the share of each class, at least one of two, never the last', () => {
    const { train, test } = holdOutStratified(labels, 3, 0.2, 1);
    expect([0, 1, 2].map((k) => countOf(test, k))).toEqual([18, 2, 0]);
    expect(train.length + test.length).toBe(103);
    const pairs = holdOutStratified(Int32Array.of(0, 0, 1, 1), 2, 0.05, 1);
    expect(pairs.test).toHaveLength(2);
  });
});
