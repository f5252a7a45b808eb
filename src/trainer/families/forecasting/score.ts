import { type DatedForecast, type ForecastServer } from '../../../algorithms/forecasting/serving.js';
import { type ColumnMapping } from '../../../contracts/model-types.js';
import { type Table } from '../../../contracts/table.js';
import { type ScoreColumn } from '../../family.js';
import { columnOf, findColumn } from '../tabular/columns.js';

const LEVEL = 0.9;
const LONGEST_HORIZON = 10_000;
const TOLERANCE = 1e-6;

/**
 * `prediction`, `lower`, `upper` (90 %) for the series and time of each row; empty for a series that the model does not
 * know and for times that are not after the training data, off their spacing, or more than 10,000 steps ahead.
 */
export function forecastScorer(
  server: ForecastServer,
  ids: readonly string[],
  roles: ColumnMapping,
): (table: Table) => readonly ScoreColumn[] {
  const indexOf = new Map(ids.map((id, series) => [id, series]));
  return (table) => {
    const time = columnOf(table, roles, 'time');
    const id = findColumn(table, roles, 'series_id');
    const rows = table.sourceRows.length;
    const series = Int32Array.from({ length: rows }, (_, row) => {
      const name = !id ? '' : 'values' in id ? String(id.values[row]!) : id.levels[id.codes[row]!];
      return indexOf.get(name ?? '') ?? -1;
    });
    const steps = Float64Array.from({ length: rows }, (_, row) => {
      if (series[row]! < 0 || !('values' in time)) return NaN;
      const exact = server.stepsTo(series[row]!, time.values[row]!);
      const whole = Math.round(exact);
      return Math.abs(exact - whole) <= TOLERANCE && whole >= 1 && whole <= LONGEST_HORIZON ? whole : NaN;
    });
    const farthest = new Map<number, number>();
    steps.forEach((step, row) => {
      if (step >= 1) farthest.set(series[row]!, Math.max(step, farthest.get(series[row]!) ?? 0));
    });
    const paths = new Map([...farthest].map(([at, horizon]) => [at, server.forecast(at, horizon, LEVEL)]));
    const column = (name: string, pick: (path: DatedForecast) => Float64Array) => ({
      name,
      numbers: steps.map((step, row) => {
        const path = paths.get(series[row]!);
        return path && step >= 1 ? pick(path)[step - 1]! : NaN;
      }),
    });
    return [
      column('prediction', ({ mean }) => mean),
      column('lower', ({ lower }) => lower),
      column('upper', ({ upper }) => upper),
    ];
  };
}
