import { type ItemScorer } from '../scorer.js';
import { type ItemKnnModel } from './estimator.js';

/** Similarity of j to i is that of j's list, so that the explanation of a recommendation is its own sum. */
export function itemKnnScorer({ userCount, itemCount, neighbours, met }: ItemKnnModel): ItemScorer {
  const { offsets, items, similarities } = neighbours;
  return {
    userCount,
    itemCount,
    scores(user, out) {
      out.fill(0);
      for (let at = met.userOffsets[user]!; at < met.userOffsets[user + 1]!; at++) {
        const from = met.items[at]!;
        for (let next = offsets[from]!; next < offsets[from + 1]!; next++) out[items[next]!]! += similarities[next]!;
      }
    },
    similarities(item, out) {
      out.fill(0);
      for (let other = 0; other < itemCount; other++)
        for (let next = offsets[other]!; next < offsets[other + 1]!; next++)
          if (items[next] === item) out[other] = similarities[next]!;
    },
  };
}
