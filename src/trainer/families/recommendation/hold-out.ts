import { groupBy } from '../../../algorithms/recommendation/adjacency.js';
import { type RandomStream } from '../../../algorithms/random/stream.js';

/** one row in HELD_OUT_OF of a user is held out; users with fewer rows keep all */
export const HELD_OUT_OF = 5;

/**
 * ⌊n / 5⌋ of the n rows of every user, ascending. Users are taken by index, and the rows of a user in ascending order. With
 * times the last rows by (time, row) are held out, a missing time before all others. Without, the ONE stream runs through
 * all users: it shuffles each user's list of rows (users with fewer than 5 rows are skipped and draw nothing) and the first
 * ⌊n / 5⌋ of the shuffled list are held out.
 */
export function holdOutByUser(
  users: Int32Array,
  userCount: number,
  times: Float64Array | null,
  stream: RandomStream,
): Uint32Array {
  const { offsets, entries } = groupBy(users, userCount);
  const held: number[] = [];
  for (let user = 0; user < userCount; user++) {
    const own = entries.slice(offsets[user], offsets[user + 1]);
    const count = Math.floor(own.length / HELD_OUT_OF);
    if (count === 0) continue;
    const ordered = times ? latestFirst(own, times) : stream.shuffle(own);
    for (let i = 0; i < count; i++) held.push(ordered[i]!);
  }
  return Uint32Array.from(held).sort();
}

function latestFirst(rows: Uint32Array, times: Float64Array): Uint32Array {
  const timeOf = (row: number) => (Number.isNaN(times[row]!) ? -Infinity : times[row]!);
  return rows.sort((a, b) => {
    const [left, right] = [timeOf(a), timeOf(b)];
    return left === right ? b - a : left < right ? 1 : -1;
  });
}
