import { type RatingData } from '../../../src/algorithms/contract.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

/** Random interactions with repeats; item popularity falls off, so that similarities differ. */
export function randomInteractions(userCount: number, itemCount: number, rows: number): RatingData {
  const stream = new RandomStream(9, 'test');
  return {
    users: Int32Array.from({ length: rows }, () => stream.below(userCount)),
    items: Int32Array.from({ length: rows }, () => Math.min(stream.below(itemCount), stream.below(itemCount))),
    ratings: null,
    userCount,
    itemCount,
  };
}

/** 1 where a user has a row with an item. */
export function denseMatrix(data: RatingData): number[][] {
  const x = Array.from({ length: data.userCount }, () => new Array<number>(data.itemCount).fill(0));
  data.users.forEach((user, row) => (x[user]![data.items[row]!] = 1));
  return x;
}
