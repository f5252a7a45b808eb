import { expect, it } from 'vitest';
import { bestCategorySplit } from '../../../src/algorithms/trees/boosting/category-split.js';

const sums = { gradient: 0, hessian: 6, gradientUnit: 1, hessianUnit: 1 };

it('orders bins by G/(H + 10), equal ones by their number, and cuts where both sides weigh enough', () => {
  const gradients = [1, 0, 0, 0, 0, -1];
  const histogram = Float64Array.from(gradients.flatMap((gradient) => [gradient, 1]));
  const rules = { l2: 1, minChildWeight: 3, minGain: 0 };
  const split = bestCategorySplit(histogram, 0, 6, 4, sums, rules, 0);
  // Bins 5, 1, 2 | 3, 4, 0 is the only legal cut: ½(1 + 1)/(3 + 1 + 10), and neither side is heavier.
  expect(split).toMatchObject({ gain: 1 / 14, feature: 4, bin: -1, gradient: -1, hessian: 3 });
  expect([...split!.leftBins!]).toEqual([(1 << 5) | (1 << 1) | (1 << 2), 0, 0, 0, 0, 0, 0, 0]);
});

it('knows nothing of the levels of the node before', () => {
  const rules = { l2: 1, minChildWeight: 0, minGain: 0 };
  const ofMany = Float64Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i - 40 : 1));
  bestCategorySplit(ofMany, 0, 40, 0, { ...sums, gradient: -40, hessian: 40 }, rules, 0);
  const histogram = Float64Array.of(0, 0, 2, 1, -2, 5);
  const split = bestCategorySplit(histogram, 0, 3, 0, { ...sums, hessian: 6 }, rules, 0);
  // One of two levels against the other, without smoothing: bin 1 alone goes left.
  expect(split).toMatchObject({ gain: (4 / 2 + 4 / 6) / 2, gradient: 2, hessian: 1 });
  expect([...split!.leftBins!]).toEqual([1 << 1, 0, 0, 0, 0, 0, 0, 0]);
});
