/** What a fitted recommender knows of its items, seen from a user or from another item. */
export interface ItemScorer {
  readonly userCount: number;
  readonly itemCount: number;
  /** Writes the score of every item for a user into `out` (itemCount): higher is better. */
  scores(user: number, out: Float64Array): void;
  /** Writes the similarity of every item to this one into `out` (itemCount); only positive values say anything. */
  similarities(item: number, out: Float64Array): void;
  /** a fast way to the best items, where there is one */
  readonly shortlist?: Shortlist;
}

/** Scores that are nearly right, and the means to settle close ones: `scores`' lists, without computing all of them. */
export interface Shortlist {
  /** Near scores of all items, up to a constant. The caller may hide items by −Infinity; the next call overwrites them. */
  near(user: number): Float32Array;
  /** Items, ascending, that exact scores may have among the n best: by the last near scores as they now stand. */
  candidates(n: number): Int32Array;
  /** the very number that `scores` writes */
  exact(user: number, item: number): number;
}
