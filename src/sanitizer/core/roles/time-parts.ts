import { STRONG_NULLS } from '../types/null-tokens.js';
import { normalize } from './synonyms.js';

/** Columns that hold the parts of one time, the coarsest first; null: the time is no finer than the part before. */
export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number | null;
  readonly hour: number | null;
  readonly minute: number | null;
}

interface Part {
  readonly names: readonly string[];
  readonly least: number;
  readonly most: number;
}

const PARTS: Readonly<Record<keyof TimeParts, Part>> = {
  year: { names: ['year', 'yr', 'yyyy'], least: 1700, most: 2299 },
  month: { names: ['month', 'mon', 'mnth', 'mm'], least: 1, most: 12 },
  day: { names: ['day', 'dd', 'day_of_month', 'mday', 'dom'], least: 1, most: 31 },
  hour: { names: ['hour', 'hr', 'hh'], least: 0, most: 23 },
  minute: { names: ['minute', 'min', 'mi'], least: 0, most: 59 },
};

/**
 * The columns named as year and month, and if they are there as day, hour and minute, whose values in the sample are
 * such; null if there is no year or no month. The columns between the coarsest and the finest must all be there.
 */
export function findTimeParts(
  names: readonly string[],
  samples: readonly ReadonlyMap<string, number>[],
): TimeParts | null {
  const find = (part: keyof TimeParts): number | null => {
    const { names: known, least, most } = PARTS[part];
    const column = names.findIndex(
      (name, i) => known.includes(normalize(name)) && areIntegers(samples[i]!, least, most),
    );
    return column < 0 ? null : column;
  };
  const [year, month] = [find('year'), find('month')];
  if (year === null || month === null) return null;
  const day = find('day');
  const hour = day === null ? null : find('hour');
  const minute = hour === null ? null : find('minute');
  return { year, month, day, hour, minute };
}

function areIntegers(values: ReadonlyMap<string, number>, least: number, most: number): boolean {
  const present = [...values.keys()].filter((text) => text !== '' && !STRONG_NULLS.includes(text.toLowerCase()));
  return (
    present.length > 0 &&
    present.every((text) => /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most)
  );
}
