import { expect, it } from 'vitest';
import { rankingMetrics } from '../../../src/algorithms/recommendation/ranking-metrics.js';
import { ratingErrors } from '../../../src/algorithms/recommendation/rating-metrics.js';

const ranked = (...items: number[]) => items.map((item, i) => ({ item, score: -i }));
const valueOf = (measured: readonly { name: string; value: number }[]) =>
  new Map(measured.map(({ name, value }) => [name, value]));

it('ranking metrics by hand', () => {
  const metrics = valueOf(
    rankingMetrics([
      // Hits at ranks 1 and 3 of three relevant items: DCG = 1 + 1/2, ideal 1 + 1/log2(3) + 1/2.
      { relevant: new Set([7, 8, -1]), ranked: ranked(7, 1, 8, 2, 3, 4, 5, 6, 9, 10) },
      // A hit at rank 11 does not count.
      { relevant: new Set([20]), ranked: ranked(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20) },
      // Nobody to please: left out of every mean.
      { relevant: new Set(), ranked: ranked(1) },
    ]),
  );
  expect(metrics.get('precision@10')).toBeCloseTo(0.1, 12);
  expect(metrics.get('recall@10')).toBeCloseTo(1 / 3, 12);
  expect(metrics.get('ndcg@10')).toBeCloseTo(1.5 / (1.5 + 1 / Math.log2(3)) / 2, 12);
});

it('ndcg@10 of a perfect list is 1 with more than ten relevant items too', () => {
  const items = Array.from({ length: 14 }, (_, i) => i);
  const metrics = valueOf(rankingMetrics([{ relevant: new Set(items), ranked: ranked(...items) }]));
  expect(metrics.get('ndcg@10')).toBeCloseTo(1, 12);
  expect(metrics.get('precision@10')).toBe(1);
  expect(metrics.get('recall@10')).toBeCloseTo(10 / 14, 12);
});

it('rating errors by hand, with the standard error of the mean absolute error', () => {
  const [rmse, mae] = ratingErrors(Float64Array.of(1, 2, 3, 5), Float64Array.of(1, 3, 3, 2));
  expect(rmse!.value).toBeCloseTo(Math.sqrt(10 / 4), 12);
  // Absolute errors 0, 1, 0, 3: mean 1, sample variance 2.
  expect(mae).toMatchObject({ value: 1 });
  expect(mae!.standardError).toBeCloseTo(Math.sqrt(2 / 4), 12);
});
