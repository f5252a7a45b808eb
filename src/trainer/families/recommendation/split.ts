import { DataError } from '../../../algorithms/contract.js';
import { RandomStream } from '../../../algorithms/random/stream.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table } from '../../../contracts/table.js';
import { type Split } from '../../family.js';
import { columnOf, encodeIds, timesOf } from './data.js';
import { HELD_OUT_OF, holdOutByUser } from './hold-out.js';

/** holdOutByUser over all rows of the table, users by first appearance, with RandomStream(seed, 'split'). */
export function splitByUser(table: Table, roles: ColumnMapping, seed: number): Split {
  const rows = Uint32Array.from(table.sourceRows, (_, row) => row);
  const { codes, ids } = encodeIds(columnOf(table, roles, 'user_id'), rows, 'user_id');
  const times = timesOf(table, roles);
  const testRows = holdOutByUser(codes, ids.length, times, new RandomStream(seed, 'split'));
  if (testRows.length === 0)
    throw new DataError(
      'too_few_rows',
      `no user has ${HELD_OUT_OF} rows or more, so that none can be held out to measure a model`,
      'Upload more interactions for each user.',
    );
  return { kind: `per user, 1 in ${HELD_OUT_OF}, ${times ? 'the last in time' : 'at random'}`, testRows };
}
