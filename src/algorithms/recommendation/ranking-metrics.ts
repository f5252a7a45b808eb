import { log2, mean } from '../math/index.js';
import { type Measured, standardError } from './rating-metrics.js';
import { type RankedItem } from './top-n.js';

export const CUTOFF = 10;

/** What was held out of one user's items, and what a model ranked first of those that the user had not met. */
export interface RankedUser {
  /** negative for items that the model was not fitted to: it cannot find them, and they count */
  readonly relevant: ReadonlySet<number>;
  readonly ranked: readonly RankedItem[];
}

/**
 * Means over users, of the 10 items ranked first (Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR
 * techniques", ACM TOIS 20(4), 2002, binary gains):
 * precision@10 = hits / 10; recall@10 = hits / |relevant|; ndcg@10 = Σ_{hits} 1/log₂(rank + 1) over the same sum of the
 * best possible order, ranks from 1. Users without relevant items do not count.
 */
export function rankingMetrics(users: Iterable<RankedUser>): Measured[] {
  const precision: number[] = [];
  const recall: number[] = [];
  const ndcg: number[] = [];
  for (const { relevant, ranked } of users) {
    if (relevant.size === 0) continue;
    let [hits, gain] = [0, 0];
    ranked.slice(0, CUTOFF).forEach(({ item }, position) => {
      if (!relevant.has(item)) return;
      hits++;
      gain += DISCOUNTS[position]!;
    });
    precision.push(hits / CUTOFF);
    recall.push(hits / relevant.size);
    ndcg.push(gain / IDEAL_GAINS[Math.min(CUTOFF, relevant.size)]!);
  }
  return [
    summarize(`precision@${CUTOFF}`, precision),
    summarize(`recall@${CUTOFF}`, recall),
    summarize(`ndcg@${CUTOFF}`, ndcg),
  ];
}

const DISCOUNTS = Array.from({ length: CUTOFF }, (_, position) => 1 / log2(position + 2));
/** gain of the best order by number of relevant items */
const IDEAL_GAINS = DISCOUNTS.reduce((gains, discount) => [...gains, gains[gains.length - 1]! + discount], [0]);

function summarize(name: string, values: readonly number[]): Measured {
  const column = Float64Array.from(values);
  return { name, value: values.length === 0 ? 0 : mean(column), standardError: standardError(column) };
}
