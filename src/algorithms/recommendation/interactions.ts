import { type RatingData, type TensorLike } from '../contract.js';
import { gatherIndices, gatherNumbers, groupBy } from './adjacency.js';
import { floats, indices, offsets, type Tensors } from './tensors.js';

/** Who met what in the rows that a model was fitted to. Serving leaves these items out and explains with them. */
export interface Interactions {
  readonly userCount: number;
  readonly itemCount: number;
  /** those of user u are items[offsets[u]] to items[offsets[u + 1] − 1], in the order of the rows, repeats included */
  readonly offsets: Uint32Array;
  readonly items: Int32Array;
  /** beside `items`; null where only the fact of an interaction is known */
  readonly ratings: Float64Array | null;
  /** rows of each item */
  readonly popularity: Int32Array;
}

export function interactionsOf(data: RatingData): Interactions {
  const { offsets, entries } = groupBy(data.users, data.userCount);
  const popularity = new Int32Array(data.itemCount);
  for (const item of data.items) popularity[item]!++;
  return {
    userCount: data.userCount,
    itemCount: data.itemCount,
    offsets,
    items: gatherIndices(data.items, entries),
    ratings: data.ratings && gatherNumbers(data.ratings, entries),
    popularity,
  };
}

/**
 * Of every recommender's model, for the rows it was fitted to (m users, n items, N rows):
 * `seen.offsets` U32 [m + 1], `seen.items` I32 [N], `seen.ratings` F64 [N] (only with a rating column), `item_count` I32 [n].
 */
export function interactionsToTensors(data: Interactions): [string, TensorLike][] {
  const tensors: [string, TensorLike][] = [
    ['seen.offsets', { shape: [data.offsets.length], data: data.offsets }],
    ['seen.items', { shape: [data.items.length], data: data.items }],
    ['item_count', { shape: [data.itemCount], data: data.popularity }],
  ];
  if (data.ratings) tensors.push(['seen.ratings', { shape: [data.ratings.length], data: data.ratings }]);
  return tensors;
}

/** Throws RangeError where the tensors do not fit together. */
export function interactionsFromTensors(tensors: Tensors): Interactions {
  const starts = offsets(tensors, 'seen.offsets');
  const items = indices(tensors, 'seen.items', starts[starts.length - 1]);
  const popularity = indices(tensors, 'item_count');
  for (let user = 0; user + 1 < starts.length; user++)
    if (starts[user + 1]! < starts[user]!) throw new RangeError('tensor seen.offsets descends');
  for (const item of items)
    if (item < 0 || item >= popularity.length) throw new RangeError('tensor seen.items names no item');
  return {
    userCount: starts.length - 1,
    itemCount: popularity.length,
    offsets: starts,
    items,
    ratings: tensors.has('seen.ratings') ? floats(tensors, 'seen.ratings', items.length) : null,
    popularity,
  };
}
