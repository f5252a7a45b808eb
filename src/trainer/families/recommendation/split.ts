import { DataError } from '../../../algorithms/contract.js';
import { groupBy } from '../../../algorithms/recommendation/adjacency.js';
import { RandomStream } from '../../../algorithms/random/stream.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table } from '../../../contracts/table.js';
import { type Split } from '../../family.js';
import { columnOf, encodeIds, findColumn } from './data.js';

/** one row in HELD_OUT_OF of a user is held out; users with fewer rows keep all */
const HELD_OUT_OF = 5;

/**
 * Holds out ⌊n / 5⌋ of the n rows of every user. Users are taken in order of first appearance in the table, and the rows of
 * a user in ascending order. With a timestamp column the last rows by (timestamp, row) are held out, a missing timestamp
 * before all others. Without one, ONE stream RandomStream(seed, 'split') runs through all users: it shuffles each user's
 * list of rows (users with fewer than 5 rows are skipped and draw nothing) and the first ⌊n / 5⌋ of the shuffled list
 * are held out.
 */
export function splitByUser(table: Table, roles: ColumnMapping, seed: number): Split {
  const rows = Uint32Array.from(table.sourceRows, (_, row) => row);
  const { codes, ids } = encodeIds(columnOf(table, roles, 'user_id'), rows, 'user_id');
  const { offsets, entries } = groupBy(codes, ids.length);
  const timestamp = findColumn(table, roles, 'timestamp');
  const times = timestamp && 'values' in timestamp ? timestamp.values : null;
  const stream = new RandomStream(seed, 'split');
  const held: number[] = [];
  for (let user = 0; user < ids.length; user++) {
    const own = entries.slice(offsets[user], offsets[user + 1]);
    const count = Math.floor(own.length / HELD_OUT_OF);
    if (count === 0) continue;
    const ordered = times ? latestFirst(own, times) : stream.shuffle(own);
    held.push(...ordered.subarray(0, count));
  }
  if (held.length === 0)
    throw new DataError(
      'too_few_rows',
      `no user has ${HELD_OUT_OF} rows or more, so that none can be held out to measure a model`,
      'Upload more interactions for each user.',
    );
  const order = times ? 'the last in time' : 'at random';
  return { kind: `per user, 1 in ${HELD_OUT_OF}, ${order}`, testRows: Uint32Array.from(held).sort() };
}

function latestFirst(rows: Uint32Array, times: Float64Array): Uint32Array {
  const timeOf = (row: number) => (Number.isNaN(times[row]!) ? -Infinity : times[row]!);
  return rows.sort((a, b) => {
    const [left, right] = [timeOf(a), timeOf(b)];
    return left === right ? b - a : left < right ? 1 : -1;
  });
}
