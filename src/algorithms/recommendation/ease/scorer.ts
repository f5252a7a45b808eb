import { type ItemScorer } from '../scorer.js';
import { type EaseModel } from './estimator.js';

/** Similarity of j to i is what having met j adds to the score of i: the explanation of a recommendation is its own sum. */
export function easeScorer({ userCount, itemCount, weights, met }: EaseModel): ItemScorer {
  return {
    userCount,
    itemCount,
    scores(user, out) {
      out.fill(0);
      for (let at = met.userOffsets[user]!; at < met.userOffsets[user + 1]!; at++) {
        const row = met.items[at]! * itemCount;
        for (let item = 0; item < itemCount; item++) out[item]! += weights[row + item]!;
      }
    },
    similarities(item, out) {
      for (let other = 0; other < itemCount; other++) out[other] = weights[other * itemCount + item]!;
    },
  };
}
