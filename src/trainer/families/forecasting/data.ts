import { DataError, type SeriesData } from '../../../algorithms/contract.js';
import {
  detectPeriod,
  type GriddedSeries,
  gridSeries,
  inferGrid,
  type TimeGrid,
  usualPeriod,
} from '../../../algorithms/forecasting/index.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table } from '../../../contracts/table.js';
import { type RowSource } from '../../family.js';
import { columnOf, findColumn } from '../tabular/columns.js';

export interface DatedSeries {
  readonly grid: TimeGrid;
  readonly series: readonly GriddedSeries[];
  readonly data: SeriesData;
  readonly notes: readonly string[];
}

/** The rows of each series, in order of first appearance; rows without a time belong to none. */
export interface SeriesRows {
  readonly grid: TimeGrid;
  readonly areDates: boolean;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly members: ReadonlyMap<string, readonly number[]>;
}

/** The spacing is that of all rows of the table, so that training and held-out rows agree on it. */
export function readSeries(table: Table, roles: ColumnMapping): SeriesRows {
  const time = columnOf(table, roles, 'time');
  const value = columnOf(table, roles, 'value');
  if (!('values' in time))
    throw new DataError('time_not_ordered', `Column ${time.name} holds neither dates nor numbers.`);
  if (!('values' in value)) throw new DataError('value_not_numeric', `Column ${value.name} does not hold numbers.`);
  const id = findColumn(table, roles, 'series_id');
  const idOf = (row: number) => {
    if (!id) return '';
    if ('values' in id) return String(id.values[row]!);
    return id.levels[id.codes[row]!] ?? '';
  };
  const members = new Map<string, number[]>();
  time.values.forEach((moment, row) => {
    if (Number.isNaN(moment)) return;
    const key = idOf(row);
    const rows = members.get(key);
    if (rows) rows.push(row);
    else members.set(key, [row]);
  });
  const areDates = time.kind === 'datetime';
  const lists = [...members.values()].map((rows) => Float64Array.from(rows, (row) => time.values[row]!));
  return { grid: inferGrid(lists, areDates), areDates, times: time.values, values: value.values, members };
}

export function prepareSeries({ table, roles, rows }: RowSource): DatedSeries {
  const { grid, areDates, times, values, members } = readSeries(table, roles);
  const wanted = new Set(rows);
  const series = [...members].flatMap(([id, all]) => {
    const own = all.filter((row) => wanted.has(row));
    const gridded = gridSeries(
      id,
      own.map((row) => times[row]!),
      own.map((row) => values[row]!),
      grid,
    );
    return gridded ? [gridded] : [];
  });
  const longest = series.reduce<Float64Array>(
    (most, { values: y }) => (y.length > most.length ? y : most),
    new Float64Array(0),
  );
  const period = usualPeriod(grid, areDates) ?? detectPeriod(longest);
  const filled = series.reduce((total, { filled: count }) => total + count, 0);
  const gapped = series.filter(({ filled: count }) => count > 0).length;
  return {
    grid,
    series,
    data: { period, series },
    notes: filled > 0 ? [`${filled} missing observations in ${gapped} series were bridged by straight lines.`] : [],
  };
}
