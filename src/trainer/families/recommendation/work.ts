import { type RatingData } from '../../../algorithms/contract.js';
import { type Configuration } from './search-plan.js';

/** Multiply-adds that a fit takes, roughly: what a search is bounded by, so that the same data gives the same search. */
export function workOf({ algorithm, hyperparameters }: Configuration, data: RatingData): number {
  const rows = data.users.length;
  const k = Number(hyperparameters['factors'] ?? 0) + 1;
  switch (algorithm) {
    case 'als':
    case 'ials': {
      const solves = data.userCount + data.itemCount;
      return Number(hyperparameters['iterations']) * (rows * k * k + (solves * k * k * k) / 6);
    }
    case 'item_knn':
      return coOccurrenceWork(data);
    case 'ease':
      return coOccurrenceWork(data) + (data.itemCount * data.itemCount * data.itemCount) / 2;
    default:
      return rows;
  }
}

/** Σ over users of (rows)². */
function coOccurrenceWork({ users, userCount }: RatingData): number {
  const counts = new Float64Array(userCount);
  for (const user of users) counts[user]!++;
  return counts.reduce((sum, count) => sum + count * count, 0);
}
