import { describe, expect, it } from 'vitest';
import { type RatingData } from '../../../src/algorithms/contract.js';
import {
  interactionsFromTensors,
  interactionsOf,
  interactionsToTensors,
} from '../../../src/algorithms/recommendation/interactions.js';
import { loadRecommender } from '../../../src/algorithms/recommendation/index.js';
import { Recommender } from '../../../src/algorithms/recommendation/recommender.js';
import { type ItemScorer } from '../../../src/algorithms/recommendation/scorer.js';
import { topN } from '../../../src/algorithms/recommendation/top-n.js';
import { als } from '../../../src/algorithms/recommendation/als/estimator.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const data: RatingData = {
  users: Int32Array.of(0, 0, 1, 1, 1, 0),
  items: Int32Array.of(2, 0, 2, 1, 3, 2),
  ratings: Float64Array.of(5, 1, 4, 2, 3, 4),
  userCount: 2,
  itemCount: 5,
};
/** user u scores item i with (i + u) mod 5; items are similar by 1 / (1 + |i − j|) */
const scorer: ItemScorer = {
  userCount: 2,
  itemCount: 5,
  scores: (user, out) => out.forEach((_, i) => (out[i] = (i + user) % 5)),
  similarities: (item, out) => out.forEach((_, i) => (out[i] = i === 4 ? -1 : 1 / (1 + Math.abs(i - item)))),
};
const recommender = new Recommender(scorer, interactionsOf(data));
const ids = (list: readonly { item: number }[]) => list.map(({ item }) => item);

describe('lists', () => {
  it('recommends by score what the user has not met', () => {
    expect(recommender.recommend(0, 2)).toEqual([
      { item: 4, score: 4 },
      { item: 3, score: 3 },
    ]);
    expect(ids(recommender.recommend(1, 10))).toEqual([0, 4]);
    expect(ids(recommender.recommend(0, 3, { excludeSeen: false }))).toEqual([4, 3, 2]);
    expect(ids(recommender.recommend(0, 3, { filter: (item) => item !== 4 }))).toEqual([3, 1]);
  });

  it('lists the popular for everybody else, ties by index', () => {
    expect(recommender.popular(4)).toEqual([
      { item: 2, score: 3 },
      { item: 0, score: 1 },
      { item: 1, score: 1 },
      { item: 3, score: 1 },
    ]);
  });

  it('finds similar items, never itself nor what is not similar', () => {
    expect(ids(recommender.similar(1, 9))).toEqual([0, 2, 3]);
  });

  it('explains with what the user rated, as they rated it last', () => {
    expect(recommender.because(0, 3, 5)).toEqual([
      { item: 2, similarity: 0.5, rating: 4 },
      { item: 0, similarity: 0.25, rating: 1 },
    ]);
  });
});

it('topN is a full sort by (score, index), cut', () => {
  const stream = new RandomStream(1, 'test');
  for (let round = 0; round < 200; round++) {
    const scores = Float64Array.from({ length: 1 + stream.below(60) }, () => stream.below(10));
    if (stream.below(2) === 0) scores[0] = NaN;
    if (stream.below(2) === 0) scores[scores.length - 1] = -Infinity;
    const n = 1 + stream.below(12);
    const sorted = [...scores.keys()]
      .filter((item) => scores[item]! > -Infinity)
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
    expect(ids(topN(scores, n))).toEqual(sorted.slice(0, n));
  }
});

it('interactions survive their tensors, and refuse others', () => {
  const tensors = new Map(interactionsToTensors(interactionsOf(data)));
  expect(interactionsFromTensors(tensors)).toEqual(interactionsOf(data));
  const forged = new Map(tensors).set('seen.items', { shape: [6], data: Int32Array.of(0, 0, 0, 0, 0, 9) });
  expect(() => interactionsFromTensors(forged)).toThrow('names no item');
  const short = new Map(tensors).set('seen.items', { shape: [1], data: Int32Array.of(0) });
  expect(() => interactionsFromTensors(short)).toThrow('wrong size');
});

it('a model file without its interactions, or with those of another, is refused', () => {
  const tensors = als.toTensors(als.fit(data, {}, { seed: 1 }));
  expect(() => loadRecommender('als', tensors)).toThrow('seen.offsets');
  const other = new Map([...tensors, ...interactionsToTensors(interactionsOf({ ...data, itemCount: 6 }))]);
  expect(() => loadRecommender('als', other)).toThrow('differ in size');
  const right = new Map([...tensors, ...interactionsToTensors(interactionsOf(data))]);
  expect(loadRecommender('als', right).recommender.recommend(0, 9)).toHaveLength(3);
});
