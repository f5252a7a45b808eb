import { type DatetimeFormat } from '../../contracts/recipe.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;
/** 1700-01-01 to 2300-01-01: outside of it, a number is more likely no date */
const EARLIEST = Date.UTC(1700, 0, 1);
const LATEST = Date.UTC(2300, 0, 1);

const DATE =
  /^(\d{1,4}|[a-z]{3,9})\.?[-/. ]\s?(\d{1,2}|[a-z]{3,9})(?:st|nd|rd|th)?\.?,?[-/. ]\s?(\d{1,4})(?:,?[t ]\s*(.+))?$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?$/i;
const TIME =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;
const MONTH = /^(?:(\d{4})[-/. ]?(\d{1,2}|[a-z]{3,9})|([a-z]{3,9}|\d{1,2})[-/. ](\d{4}))$/i;
const QUARTER = /^(?:(\d{4})[-/. ]?q([1-4])|q([1-4])[-/. ]?(\d{4}))$/i;
const INTEGER = /^\d{8,14}$/;

/** Milliseconds since 1970 UTC that `text` (trimmed) spells in this format, NaN if it spells none. */
export function parseDatetime(text: string, { order }: DatetimeFormat): number {
  switch (order) {
    case 'epoch-s':
      return INTEGER.test(text) ? inRange(Number(text) * 1000) : NaN;
    case 'epoch-ms':
      return INTEGER.test(text) ? inRange(Number(text)) : NaN;
    case 'time':
      return timeOfDay(text);
    case 'quarter': {
      const [, year, quarter, quarterFirst, yearLast] = QUARTER.exec(text) ?? [];
      return utc(Number(year ?? yearLast), Number(quarter ?? quarterFirst) * 3 - 2, 1);
    }
    case 'month': {
      const [, year, month, monthFirst, yearLast] = MONTH.exec(text) ?? [];
      return utc(Number(year ?? yearLast), monthNumber(month ?? monthFirst ?? ''), 1);
    }
    case 'ymd':
    case 'dmy':
    case 'mdy':
      return dateTime(text, order);
  }
}

function dateTime(text: string, order: 'ymd' | 'dmy' | 'mdy'): number {
  const compact = order === 'ymd' ? COMPACT.exec(text) : null;
  if (compact) {
    const [, y, m, d, hour = '0', minute = '0', second = '0'] = compact;
    return utc(Number(y), Number(m), Number(d)) + clock(Number(hour), Number(minute), Number(second));
  }
  const [, a, b, c, rest] = DATE.exec(text) ?? [];
  if (a === undefined || b === undefined || c === undefined) return NaN;
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  if (!/^\d+$/.test(year) || year.length === 3 || year.length === 1 || !/^\d{1,2}$/.test(day)) return NaN;
  if (year.length === 2 && order === 'ymd') return NaN;
  const date = utc(fullYear(year), monthNumber(month), Number(day));
  return rest === undefined ? date : date + timeOfDay(rest.trim());
}

/** Two-digit years by the POSIX rule: 69–99 are 19xx, 00–68 are 20xx. */
const fullYear = (year: string): number =>
  year.length === 2 ? Number(year) + (Number(year) < 69 ? 2000 : 1900) : Number(year);

function monthNumber(month: string): number {
  return /^\d+$/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
}

function utc(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? inRange(ms) : NaN;
}

function timeOfDay(text: string): number {
  const match = TIME.exec(text);
  if (!match) return NaN;
  const [, hour, minute, second = '0', fraction = '', half, zone = ''] = match;
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hour);
  const ms = Math.round(Number(`0.${fraction || '0'}`) * 1000);
  const offset = /^[+-]/.test(zone)
    ? (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
    : 0;
  return clock(hours, Number(minute), Number(second)) + ms - offset * 60_000;
}

function clock(hours: number, minutes: number, seconds: number): number {
  if (hours > 24 || minutes > 59 || seconds > 60) return NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

const inRange = (ms: number): number => (ms >= EARLIEST && ms < LATEST ? ms : NaN);

/** ISO 8601 as fine as the format: a month, a date, a date and time, a time of day; a quarter as 2019-Q3. */
export function formatDatetime(ms: number, { order }: DatetimeFormat): string {
  const iso = new Date(ms).toISOString();
  if (order === 'time') return iso.slice(11, 19);
  if (order === 'month') return iso.slice(0, 7);
  if (order === 'quarter') return `${iso.slice(0, 4)}-Q${(Number(iso.slice(5, 7)) + 2) / 3}`;
  if (ms % DAY_MS === 0) return iso.slice(0, 10);
  return ms % 1000 === 0 ? `${iso.slice(0, 19)}Z` : iso;
}
