import { type ModelFile } from '../../../contracts/model-file.js';
import { TensorFileError } from '../../../contracts/safetensors.js';
import { stringsFromTensors, tensorOf } from '../../../contracts/strings.js';
import { columnOf, type Evidence, type ModelTypeChecker, requiredColumn } from '../evidence.js';
import { checkForecasts, componentsOf, forecast } from '../families/forecasting.js';
import { meanFigure } from '../metrics.js';
import { mean, square } from '../numeric.js';
import { compareMetrics, replay } from '../replay.js';
import { found } from '../statements.js';
import { differing, numbers } from '../tensors.js';

const DAY = 86_400_000;

/** A series without gaps: `values[i]` stands at index start + i of the grid. */
interface Series {
  readonly id: string;
  readonly start: number;
  readonly values: Float64Array;
}

export const forecasting: ModelTypeChecker = {
  /** The end of each series: two seasons (6 values at least), at most a fifth of its values. */
  split(evidence) {
    const { times, values, members } = observations(evidence);
    const usual = usualPeriod(gridOf(evidence.evaluation), isDated(evidence));
    const held = [...members.values()].flatMap((rows) => {
      const present = rows.filter((row) => Number.isFinite(values[row])).sort((a, b) => times[a]! - times[b]! || a - b);
      const steps = Math.min(Math.max(6, 2 * usual), Math.floor(present.length / 5));
      return steps > 0 ? present.slice(-steps) : [];
    });
    return Uint32Array.from(held).sort();
  },

  fit(evidence, { file, rows, settings }) {
    const series = seriesOf(evidence, file, rows);
    const grid = gridOf(file);
    const { times } = observations(evidence);
    const off = (time: number) => Math.abs(position(grid, time) - Math.round(position(grid, time)));
    const strays = times.filter((time) => time === time && off(time) > 1e-6).length;
    const isNamed =
      stringsFromTensors('series.ids', file.parameters).join('\0') === series.map(({ id }) => id).join('\0');
    const starts = differing(file.parameters, { 'time.starts': Float64Array.from(series, ({ start }) => start) });
    const values = series.map((own) => own.values);
    return {
      checks: [
        found('times', `${series.length} series, ${times.length} times, all`, strays + starts + (isNamed ? 0 : 1)),
        ...checkForecasts(evidence.claim.algorithm, file.parameters, settings, values),
      ],
      limits: [
        'Smoothing is a local optimum. Stated, not certified: the choice among its forms by AICc, and of a seasonal adjustment.',
        'Stated, not certified: the widths of forecast intervals. They come from fits to shorter series that are not kept.',
      ],
    };
  },

  metrics(evidence, { file, rows }, testRows) {
    const period = tensorOf(file.parameters, 'period', Uint32Array)[0]!;
    const components = componentsOf(file.parameters);
    const known = seriesOf(evidence, file, rows);
    const paths = seriesOf(evidence, file, testRows).flatMap(({ id, start, values: actual }) => {
      const at = known.findIndex((own) => own.id === id);
      if (at < 0) return [];
      const history = known[at]!.values;
      const skipped = start - (known[at]!.start + history.length);
      const horizon = skipped + actual.length;
      const own = forecast(components[at]!, history.length, horizon).slice(skipped);
      const last = history.slice(-lagOf(history, period));
      const naive = Float64Array.from({ length: horizon }, (_, h) => last[h % last.length]!).slice(skipped);
      return [{ history, actual, own, naive }];
    });
    const measure = (of: 'own' | 'naive') => (name: string) => {
      const scores = paths.map((path) => score(name, path.history, path.actual, path[of], period));
      const defined = scores.filter((value) => value !== null);
      return defined.length === 0 ? null : meanFigure(Float64Array.from(defined));
    };
    const replayed = replay(['mase', 'smape', 'rmse', 'mae'], measure('own'), [['seasonal naive', measure('naive')]]);
    const scope = `${testRows.length} held-out values at the ends of ${paths.length} series`;
    return compareMetrics(evidence.claim.metrics, replayed, scope);
  },
};

/** A season, where the history is longer than one. */
const lagOf = (history: Float64Array, period: number) => (period > 1 && history.length > period ? period : 1);

/** MASE (Hyndman & Koehler, IJF 22, 2006), sMAPE as in the M3 competition, RMSE, MAE. */
function score(
  name: string,
  history: Float64Array,
  actual: Float64Array,
  predicted: Float64Array,
  period: number,
): number | null {
  const errors = actual.map((value, h) => Math.abs(value - predicted[h]!));
  if (name === 'mae') return mean(errors);
  if (name === 'rmse') return Math.sqrt(mean(errors.map(square)));
  const share = (e: number, h: number) => (e === 0 ? 0 : (200 * e) / (Math.abs(actual[h]!) + Math.abs(predicted[h]!)));
  if (name === 'smape') return mean(errors.map(share));
  const lag = history.length > period ? period : 1;
  const steps = history.subarray(lag).map((value, t) => Math.abs(value - history[t]!));
  return steps.length > 0 && mean(steps) > 0 ? mean(errors) / mean(steps) : null;
}

/** Times and values of the table, and the rows of each series in order of first appearance. */
function observations(evidence: Evidence) {
  const [time, value] = [requiredColumn(evidence, 'time'), requiredColumn(evidence, 'value')];
  const id = columnOf(evidence, 'series_id');
  if (!('values' in time) || !('values' in value)) throw new TensorFileError('time or value is no number');
  const idOf = (row: number) =>
    !id ? '' : 'values' in id ? String(id.values[row]) : (id.levels[id.codes[row]!] ?? '');
  const members = new Map<string, number[]>();
  time.values.forEach((moment, row) => {
    if (moment !== moment) return;
    if (!members.has(idOf(row))) members.set(idOf(row), []);
    members.get(idOf(row))!.push(row);
  });
  return { times: time.values, values: value.values, members };
}

const isDated = (evidence: Evidence) => columnOf(evidence, 'time')?.kind === 'datetime';

/** The observations of some rows on the grid, from the first to the last value, gaps bridged by straight lines. */
function seriesOf(evidence: Evidence, file: ModelFile, rows: Uint32Array): Series[] {
  const { times, values, members } = observations(evidence);
  const grid = gridOf(file);
  const wanted = new Set(rows);
  return [...members].flatMap(([id, all]): Series[] => {
    const known = all
      .filter((row) => wanted.has(row) && Number.isFinite(values[row]))
      .map((row) => [Math.round(position(grid, times[row]!)), values[row]!] as const)
      .sort(([a], [b]) => a - b);
    if (known.length === 0) return [];
    const start = known[0]![0];
    const filled = new Float64Array(known[known.length - 1]![0] - start + 1);
    known.forEach(([from, left], i) => {
      const [to, right] = known[i + 1] ?? [from + 1, 0];
      filled[from - start] = left;
      for (let at = from + 1; at < to; at++) filled[at - start] = left + ((right - left) * (at - from)) / (to - from);
    });
    return [{ id, start, values: filled }];
  });
}

interface Grid {
  readonly kind: 'months' | 'weekdays' | 'even';
  readonly step: number;
  readonly origin: number;
}

function gridOf({ parameters }: ModelFile): Grid {
  const [code, step, origin] = numbers(parameters, 'time.grid', 4);
  const kind = (['months', 'weekdays', 'even'] as const)[code!];
  if (!kind || !(step! > 0)) throw new TensorFileError('time.grid is unknown');
  return { kind, step: step!, origin: origin! };
}

/** Whole for a time on the grid: months since January 1970, working days since a Monday, or steps since the origin. */
function position({ kind, step, origin }: Grid, time: number): number {
  if (kind === 'even') return (time - origin) / step;
  const day = Math.floor(time / DAY);
  if (kind === 'months') return (monthOf(day) - origin) / step;
  const week = Math.floor((day + 3) / 7);
  return 5 * week + (day + 3 - 7 * week) + (time - day * DAY) / DAY;
}

/** Month of a day, both counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", 2013). */
function monthOf(days: number): number {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const years = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  return 12 * (years + era * 400 - 1970) + shifted + 2;
}

/** Observations in a season, as the spacing of dates suggests; 1 for numbers. */
function usualPeriod({ kind, step }: Grid, dated: boolean): number {
  if (!dated) return 1;
  if (kind === 'months') return step < 12 && 12 % step === 0 ? 12 / step : 1;
  if (kind === 'weekdays') return 5;
  if (step === DAY) return 7;
  if (step === 7 * DAY) return 52;
  if (step >= DAY) return 1;
  if (step >= 600_000) return DAY % step === 0 ? DAY / step : 1;
  return 3_600_000 % step === 0 && step >= 60_000 ? 3_600_000 / step : 1;
}
