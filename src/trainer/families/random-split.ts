import { DataError } from '../../algorithms/contract.js';
import { RandomStream } from '../../algorithms/random/stream.js';
import { type Table } from '../../contracts/table.js';
import { type Split } from '../family.js';

const HELD_OUT = 0.2;
const FEWEST_ROWS = 10;

/**
 * A fifth of the rows, rounded up: the first of RandomStream(seed, 'split').shuffle over all rows. For methods
 * without a target.
 */
export function splitAtRandom({ sourceRows }: Table, seed: number): Split {
  const rows = sourceRows.length;
  if (rows < FEWEST_ROWS)
    throw new DataError(
      'too_few_rows',
      `There are ${rows} rows; at least ${FEWEST_ROWS} are needed to measure a model.`,
    );
  const order = new RandomStream(seed, 'split').shuffle(Uint32Array.from({ length: rows }, (_, row) => row));
  return { kind: 'random 20 %', testRows: order.slice(0, Math.ceil(HELD_OUT * rows)).sort() };
}
