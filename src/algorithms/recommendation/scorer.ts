/** What a fitted recommender knows of its items, seen from a user or from another item. */
export interface ItemScorer {
  readonly userCount: number;
  readonly itemCount: number;
  /** Writes the score of every item for a user into `out` (itemCount): higher is better. */
  scores(user: number, out: Float64Array): void;
  /** Writes the similarity of every item to this one into `out` (itemCount); only positive values say anything. */
  similarities(item: number, out: Float64Array): void;
}
