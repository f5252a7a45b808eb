import { type RatingData } from '../../../algorithms/contract.js';
import { RandomStream } from '../../../algorithms/random/stream.js';
import { type Interactions } from './data.js';

/** Rows that candidates are compared on: of more the search would try two or three and stop. */
export const MOST_ROWS = 1_500_000;

/**
 * All rows of some users: in the order of RandomStream(seed, 'validation.users').shuffle over the users, those that still fit into
 * `most` rows. The users kept are numbered anew in their old order; items and the order of rows stay. Everything where it fits.
 */
export function sampleUsers<T extends Pick<Interactions, 'data' | 'times'>>(
  { data, times }: T,
  seed: number,
  most = MOST_ROWS,
): Pick<Interactions, 'data' | 'times'> {
  if (data.users.length <= most) return { data, times };
  const counts = new Uint32Array(data.userCount);
  for (const user of data.users) counts[user]!++;
  const order = new RandomStream(seed, 'validation.users').shuffle(counts.map((_, user) => user));
  const isKept = new Uint8Array(data.userCount);
  let rows = 0;
  for (const user of order) {
    if (rows + counts[user]! > most) continue;
    rows += counts[user]!;
    isKept[user] = 1;
  }
  const renumbered = new Int32Array(data.userCount).fill(-1);
  let userCount = 0;
  isKept.forEach((kept, user) => {
    if (kept === 1) renumbered[user] = userCount++;
  });
  const wanted = data.users.map((user, row) => (isKept[user] === 1 ? row : -1)).filter((row) => row >= 0);
  const sampled: RatingData = {
    users: wanted.map((row) => renumbered[data.users[row]!]!),
    items: wanted.map((row) => data.items[row]!),
    ratings: data.ratings && Float64Array.from(wanted, (row) => data.ratings![row]!),
    userCount,
    itemCount: data.itemCount,
  };
  return { data: sampled, times: times && Float64Array.from(wanted, (row) => times[row]!) };
}
