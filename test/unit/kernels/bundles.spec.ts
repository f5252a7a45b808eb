import { describe, expect, it } from 'vitest';
import { bundle } from '../../../src/algorithms/kernels/trees/bundles.js';

describe('bundles', () => {
  it('hold features whose bins multiply to at most 256, each in the first that has room', () => {
    expect(bundle(Int32Array.of(3, 255, 16, 5, 2, 256, 4))).toEqual([
      {
        members: [
          { feature: 0, inner: 1 },
          { feature: 2, inner: 3 },
          { feature: 3, inner: 48 },
        ],
        codes: 240,
      },
      { members: [{ feature: 1, inner: 1 }], codes: 255 },
      {
        members: [
          { feature: 4, inner: 1 },
          { feature: 6, inner: 2 },
        ],
        codes: 8,
      },
      { members: [{ feature: 5, inner: 1 }], codes: 256 },
    ]);
  });
});
