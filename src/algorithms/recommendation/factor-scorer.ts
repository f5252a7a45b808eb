import { ItemScores } from '../kernels/item-scores.js';
import { cosines } from './cosine.js';
import { type ItemScorer } from './scorer.js';

export interface Factors {
  readonly factors: number;
  /** users × factors, row-major */
  readonly userFactors: Float64Array;
  /** items × factors, row-major */
  readonly itemFactors: Float64Array;
}

/** What is added to x_u · y_i: a number of each user, and of each item. */
export interface Offsets {
  readonly users: Float64Array;
  readonly items: Float64Array;
}

/** score(u, i) = offset_u + offset_i + Σ_f x_uf y_if, f ascending; similarity is the cosine of item factors. */
export function factorScorer({ factors: k, userFactors, itemFactors }: Factors, offsets: Offsets): ItemScorer {
  const itemCount = offsets.items.length;
  const exact = (user: number, item: number) => {
    let score = offsets.users[user]! + offsets.items[item]!;
    for (let f = 0; f < k; f++) score += userFactors[user * k + f]! * itemFactors[item * k + f]!;
    return score;
  };
  // A one before each user's vector, and the item's offset before each item's: the user's own moves no order.
  const kernel = new ItemScores(withLead(itemFactors, offsets.items, k), k + 1);
  const vector = new Float64Array(k + 1).fill(1, 0, 1);
  const vectorOf = (user: number) => {
    for (let f = 0; f < k; f++) vector[f + 1] = userFactors[user * k + f]!;
    return vector;
  };
  return {
    userCount: offsets.users.length,
    itemCount,
    scores(user, out) {
      for (let item = 0; item < itemCount; item++) out[item] = exact(user, item);
    },
    similarities: cosines(itemFactors, k),
    shortlist: {
      near: (user) => kernel.scores(vectorOf(user)),
      candidates: (n) => kernel.candidates(n),
      exact,
    },
  };
}

function withLead(vectors: Float64Array, lead: Float64Array, k: number): Float64Array {
  const rows = new Float64Array(lead.length * (k + 1));
  lead.forEach((value, row) => {
    rows[row * (k + 1)] = value;
    rows.set(vectors.subarray(row * k, (row + 1) * k), row * (k + 1) + 1);
  });
  return rows;
}
