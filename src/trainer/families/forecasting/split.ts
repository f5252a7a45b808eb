import { DataError } from '../../../algorithms/contract.js';
import { heldOutSteps, usualPeriod } from '../../../algorithms/forecasting/index.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table } from '../../../contracts/table.js';
import { type Split } from '../../family.js';
import { readSeries } from './data.js';

/**
 * The end of every series: two seasons (at least 6 values), at most a fifth of what it has; nothing of fewer than 5
 * values.
 */
export function splitEnds(table: Table, roles: ColumnMapping): Split {
  const { grid, areDates, times, values, members } = readSeries(table, roles);
  const period = usualPeriod(grid, areDates) ?? 1;
  const held: number[] = [];
  for (const rows of members.values()) {
    const present = rows.filter((row) => Number.isFinite(values[row]!)).sort((a, b) => times[a]! - times[b]! || a - b);
    const steps = heldOutSteps(present.length, period);
    if (steps > 0) held.push(...present.slice(-steps));
  }
  if (held.length === 0)
    throw new DataError('too_few_rows', 'No series has five values: there is no end to hold out and measure on.');
  return { kind: 'the end of each series, at most 20 %', testRows: Uint32Array.from(held).sort() };
}
