export interface RankedItem {
  readonly item: number;
  readonly score: number;
}

/**
 * The n highest of `scores` by (score descending, index ascending); −Infinity and NaN are never taken. Insertion into a
 * sorted list: most scores fail the comparison with the last one.
 */
export function topN(scores: Float64Array, n: number): RankedItem[] {
  const items: number[] = [];
  let threshold = -Infinity;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    // A later item with an equal score ranks behind, so that a full list is entered only by a greater score.
    if (!(score > threshold)) continue;
    let at = items.length < n ? items.length : n - 1;
    while (at > 0 && scores[items[at - 1]!]! < score) {
      items[at] = items[at - 1]!;
      at--;
    }
    items[at] = item;
    if (items.length === n) threshold = scores[items[n - 1]!]!;
  }
  return items.map((item) => ({ item, score: scores[item]! }));
}
