import { type RatingData } from '../contract.js';
import { gatherIndices, groupBy } from './adjacency.js';

/** Who met what, each pair once, from both sides. Lists ascend. */
export interface Incidence {
  readonly userCount: number;
  readonly itemCount: number;
  readonly userOffsets: Uint32Array;
  /** items of each user */
  readonly items: Int32Array;
  readonly itemOffsets: Uint32Array;
  /** users of each item */
  readonly users: Int32Array;
  /** beside `items`: rows of the pair */
  readonly repeats: Int32Array;
}

export function incidenceOf(data: RatingData): Incidence {
  const grouped = groupBy(data.users, data.userCount);
  const items = gatherIndices(data.items, grouped.entries);
  const repeats = new Int32Array(items.length);
  const userOffsets = new Uint32Array(data.userCount + 1);
  let used = 0;
  for (let user = 0; user < data.userCount; user++) {
    // Compacts in place: what is written never overtakes what is still to be read.
    for (const item of items.slice(grouped.offsets[user], grouped.offsets[user + 1]).sort()) {
      if (used > userOffsets[user]! && items[used - 1] === item) repeats[used - 1]!++;
      else {
        items[used] = item;
        repeats[used++] = 1;
      }
    }
    userOffsets[user + 1] = used;
  }
  const distinct = items.slice(0, used);
  const byItem = groupBy(distinct, data.itemCount);
  return {
    userCount: data.userCount,
    itemCount: data.itemCount,
    userOffsets,
    items: distinct,
    repeats: repeats.slice(0, used),
    itemOffsets: byItem.offsets,
    users: gatherIndices(rowOfEach(userOffsets), byItem.entries),
  };
}

function rowOfEach(offsets: Uint32Array): Int32Array {
  const rows = new Int32Array(offsets[offsets.length - 1]!);
  for (let row = 0; row + 1 < offsets.length; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  return rows;
}

/** Writes into `counts` (itemCount, overwritten) how many users met both `item` and each other item. */
export function coOccurrences(incidence: Incidence, item: number, counts: Int32Array): void {
  const { itemOffsets, users, userOffsets, items } = incidence;
  counts.fill(0);
  for (let at = itemOffsets[item]!; at < itemOffsets[item + 1]!; at++) {
    const user = users[at]!;
    for (let other = userOffsets[user]!; other < userOffsets[user + 1]!; other++) counts[items[other]!]!++;
  }
}
