import { type Interactions } from './interactions.js';
import { type ItemScorer, type Shortlist } from './scorer.js';
import { type RankedItem, topN } from './top-n.js';

export interface RecommendOptions {
  /** leave out what the user met in the fitted rows; true by default */
  readonly excludeSeen?: boolean;
  /** only items for which this holds */
  readonly filter?: (item: number) => boolean;
}

/** An item that the user met, and how much it speaks for the recommended one. */
export interface Reason {
  readonly item: number;
  readonly similarity: number;
  /** as the user rated it; null without ratings */
  readonly rating: number | null;
}

/**
 * Answers of one model, by index of user and item. All lists are ordered by (score descending, index ascending).
 * Holds one buffer of scores: not for concurrent use, which a single thread cannot make.
 */
export class Recommender {
  private readonly buffer: Float64Array;

  constructor(
    private readonly scorer: ItemScorer,
    readonly interactions: Interactions,
  ) {
    this.buffer = new Float64Array(scorer.itemCount);
  }

  /** The n best items of a user that the model was fitted to. */
  recommend(user: number, n: number, { excludeSeen = true, filter }: RecommendOptions = {}): RankedItem[] {
    const { shortlist } = this.scorer;
    if (!shortlist) this.scorer.scores(user, this.buffer);
    const scores = shortlist ? shortlist.near(user) : this.buffer;
    if (excludeSeen) this.hideSeen(user, scores);
    if (filter) hide(scores, (item) => !filter(item));
    return shortlist ? settle(shortlist, user, n) : topN(this.buffer, n);
  }

  /** What most rows name, for users that the model does not know; the score is the number of rows. */
  popular(n: number, { filter }: RecommendOptions = {}): RankedItem[] {
    this.buffer.set(this.interactions.popularity);
    if (filter) hide(this.buffer, (item) => !filter(item));
    return topN(this.buffer, n);
  }

  /** The n items most similar to this one, itself left out; fewer where fewer have a positive similarity. */
  similar(item: number, n: number): RankedItem[] {
    this.scorer.similarities(item, this.buffer);
    this.buffer[item] = -Infinity;
    hide(this.buffer, (other) => !(this.buffer[other]! > 0));
    return topN(this.buffer, n);
  }

  /** "Because you rated …": of the items that the user met, the n most similar to the recommended one. */
  because(user: number, item: number, n: number): Reason[] {
    this.scorer.similarities(item, this.buffer);
    const ratings = new Map<number, number | null>();
    const { offsets, items } = this.interactions;
    for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++)
      ratings.set(items[entry]!, this.interactions.ratings?.[entry] ?? null);
    hide(this.buffer, (other) => other === item || !ratings.has(other) || !(this.buffer[other]! > 0));
    return topN(this.buffer, n).map((found) => ({
      item: found.item,
      similarity: found.score,
      rating: ratings.get(found.item) ?? null,
    }));
  }

  private hideSeen(user: number, scores: Float64Array | Float32Array): void {
    const { offsets, items } = this.interactions;
    for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) scores[items[entry]!] = -Infinity;
  }
}

function hide(scores: Float64Array | Float32Array, unwanted: (item: number) => boolean): void {
  for (let item = 0; item < scores.length; item++) if (unwanted(item)) scores[item] = -Infinity;
}

/** The n best by exact score: only items whose near score could reach the list are scored exactly. */
function settle(shortlist: Shortlist, user: number, n: number): RankedItem[] {
  const candidates = shortlist.candidates(n);
  const ranked: RankedItem[] = [];
  for (let c = 0; c < candidates.length; c++) {
    const item = candidates[c]!;
    ranked.push({ item, score: shortlist.exact(user, item) });
  }
  return ranked.sort((a, b) => b.score - a.score || a.item - b.item).slice(0, n);
}
