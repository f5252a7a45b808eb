import { DataError } from '../contract.js';
import { civilFromDays, daysInMonth, firstDayOfMonth } from './civil-date.js';

/**
 * The even spacing of observation times: time ↔ whole index.
 *
 * - `months`: every `step` months after month `origin` (January 1970 is 0); written on day `day` (31: the last) of the month
 * - `weekdays`: Monday to Friday; index = 5·week + weekday, counted from the Monday of 1969-12-29
 * - `even`: every `step` units (milliseconds since 1970 UTC of a date, else the number's own) after `origin`
 */
export interface TimeGrid {
  readonly kind: 'months' | 'weekdays' | 'even';
  readonly step: number;
  readonly origin: number;
  readonly day: number;
}

const DAY = 86_400_000;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const MONDAY_OFFSET = 3;
const SHORTEST_MONTH = 28 * DAY;
const TOLERANCE = 1e-6;

/**
 * Throws DataError `irregular_times` where no spacing puts every time on a whole index. `times` of one list belong to
 * one series.
 */
export function inferGrid(series: readonly Float64Array[], areDates: boolean): TimeGrid {
  const sorted = series.map((times) => times.slice().sort());
  const gaps = sorted.flatMap((times) =>
    [...times.subarray(1)].map((time, i) => time - times[i]!).filter((gap) => gap > 0),
  );
  const all = sorted.flatMap((times) => [...times]);
  if (all.length === 0) throw new DataError('no_times', 'No row has a time.');
  const origin = all.reduce((first, time) => Math.min(first, time), Infinity);
  const shortest = gaps.reduce((least, gap) => Math.min(least, gap), Infinity);
  const grid =
    areDates && shortest >= SHORTEST_MONTH && gaps.length > 0
      ? (monthGrid(all, sorted) ?? evenGrid(gaps, origin))
      : areDates && shortest === DAY && all.every(isWeekday) && gaps.some((gap) => gap === 3 * DAY)
        ? { kind: 'weekdays' as const, step: 1, origin: 0, day: 1 }
        : evenGrid(gaps, origin);
  const stray = all.find((time) => Math.abs(positionOf(grid, time) - Math.round(positionOf(grid, time))) > TOLERANCE);
  if (stray !== undefined)
    throw new DataError(
      'irregular_times',
      `The times are not evenly spaced: most are ${describeStep(grid, areDates)} apart, but ${describeTime(stray, areDates)} falls between.`,
      'Aggregate the data to one value per hour, day, month or the like, or name the column that tells the series apart.',
    );
  return grid;
}

/** Whole for a time on the grid. */
export function positionOf({ kind, step, origin }: TimeGrid, time: number): number {
  if (kind === 'months') return (monthOf(time) - origin) / step;
  if (kind === 'even') return (time - origin) / step;
  const days = Math.floor(time / DAY) + MONDAY_OFFSET;
  const week = Math.floor(days / 7);
  return 5 * week + (days - 7 * week) + (time - Math.floor(time / DAY) * DAY) / DAY;
}

export function timeAt({ kind, step, origin, day }: TimeGrid, index: number): number {
  if (kind === 'even') return origin + index * step;
  if (kind === 'months') {
    const months = origin + index * step;
    return (firstDayOfMonth(months) + Math.min(day, daysInMonth(months)) - 1) * DAY;
  }
  const week = Math.floor(index / 5);
  return (7 * week + (index - 5 * week) - MONDAY_OFFSET) * DAY;
}

/** Observations per season that the spacing suggests; null where it suggests none. */
export function usualPeriod({ kind, step }: TimeGrid, areDates: boolean): number | null {
  if (!areDates) return null;
  if (kind === 'months') return step < 12 && 12 % step === 0 ? 12 / step : 1;
  if (kind === 'weekdays') return 5;
  if (step === DAY) return 7;
  if (step === 7 * DAY) return 52;
  if (step >= DAY) return 1;
  // Within a day the day repeats, below ten minutes the hour: a longer season has more parts than data can fill.
  if (step >= 600_000) return DAY % step === 0 ? DAY / step : 1;
  return 3_600_000 % step === 0 && step >= 60_000 ? 3_600_000 / step : 1;
}

function monthGrid(all: readonly number[], sorted: readonly Float64Array[]): TimeGrid | null {
  const days = all.map((time) => civilFromDays(Math.floor(time / DAY)).day);
  const areLast = all.every((time, i) => days[i] === daysInMonth(monthOf(time)));
  if (!areLast && days.some((day) => day !== days[0])) return null;
  const origin = all.reduce((first, time) => Math.min(first, monthOf(time)), Infinity);
  let step = 0;
  for (const time of all) step = greatestDivisor(step, monthOf(time) - origin);
  const closest = sorted.flatMap((times) =>
    [...times.subarray(1)].map((time, i) => monthOf(time) - monthOf(times[i]!)),
  );
  // Series that start in different months of the quarter still are quarterly.
  const within = closest.reduce((divisor, gap) => greatestDivisor(divisor, gap), 0);
  return { kind: 'months', step: step || within || 1, origin, day: areLast ? 31 : days[0]! };
}

function evenGrid(gaps: readonly number[], origin: number): TimeGrid {
  const counts = new Map<number, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  let [step, most] = [1, 0];
  for (const [gap, count] of counts) if (count > most || (count === most && gap < step)) [step, most] = [gap, count];
  return { kind: 'even', step, origin, day: 1 };
}

function monthOf(time: number): number {
  const { year, month } = civilFromDays(Math.floor(time / DAY));
  return (year - 1970) * 12 + month - 1;
}

function isWeekday(time: number): boolean {
  const days = time / DAY + MONDAY_OFFSET;
  return Number.isInteger(days) && days - 7 * Math.floor(days / 7) < 5;
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : greatestDivisor(b, a % b));

function describeStep({ kind, step }: TimeGrid, areDates: boolean): string {
  if (kind === 'weekdays') return 'one working day';
  if (kind === 'months') return `${step} months`;
  return areDates ? `${step / DAY} days` : String(step);
}

function describeTime(time: number, areDates: boolean): string {
  if (!areDates) return String(time);
  const { year, month, day } = civilFromDays(Math.floor(time / DAY));
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
