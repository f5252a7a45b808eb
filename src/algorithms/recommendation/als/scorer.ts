import { cosines } from '../cosine.js';
import { type ItemScorer } from '../scorer.js';
import { type AlsModel } from './fit.js';

/** Scores are expected ratings, not cut to the scale, so that their order stays; similarity is the cosine of item factors. */
export function alsScorer(model: AlsModel): ItemScorer {
  const { factors: k, userFactors, itemFactors, itemBias, userBias, mean } = model;
  return {
    userCount: userBias.length,
    itemCount: itemBias.length,
    scores(user, out) {
      const base = mean + userBias[user]!;
      const x = userFactors.subarray(user * k, (user + 1) * k);
      for (let item = 0, at = 0; item < out.length; item++) {
        let score = base + itemBias[item]!;
        for (let f = 0; f < k; f++, at++) score += x[f]! * itemFactors[at]!;
        out[item] = score;
      }
    },
    similarities: cosines(itemFactors, k),
  };
}
