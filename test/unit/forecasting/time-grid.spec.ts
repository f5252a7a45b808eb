import { describe, expect, it } from 'vitest';
import { civilFromDays, daysFromCivil } from '../../../src/algorithms/forecasting/civil-date.js';
import {
  detectPeriod,
  gridSeries,
  inferGrid,
  positionOf,
  timeAt,
  usualPeriod,
} from '../../../src/algorithms/forecasting/index.js';

const DAY = 86_400_000;
const dates = (...texts: string[]) => Float64Array.from(texts, (text) => Date.parse(text));
const grid = (...texts: string[]) => inferGrid([dates(...texts)], true);

describe('civil dates', () => {
  it('agree with the engine over six centuries', () => {
    for (let days = -100_000; days < 120_000; days += 13) {
      const date = new Date(days * DAY);
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      expect(civilFromDays(days)).toEqual(civil);
      expect(daysFromCivil(civil)).toBe(days);
    }
  });
});

describe('the spacing of times', () => {
  it.each([
    ['months', 12, ['2020-01-01', '2020-02-01', '2020-04-01', '2020-03-01']],
    ['ends of months', 12, ['2020-01-31', '2020-02-29', '2020-03-31', '2020-04-30']],
    ['quarters', 4, ['2020-01-01', '2020-04-01', '2020-07-01', '2021-01-01']],
    ['years', 1, ['2018-07-01', '2019-07-01', '2020-07-01', '2021-07-01']],
    ['weeks', 52, ['2020-01-06', '2020-01-13', '2020-01-20', '2020-02-03']],
    ['days', 7, ['2020-02-28', '2020-02-29', '2020-03-01', '2020-03-02']],
    ['working days', 5, ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07', '2020-01-08']],
    ['hours', 24, ['2020-01-01T22:00Z', '2020-01-01T23:00Z', '2020-01-02T00:00Z']],
    ['half hours', 48, ['2020-01-01T22:00Z', '2020-01-01T22:30Z', '2020-01-01T23:00Z']],
    ['minutes', 60, ['2020-01-01T22:00Z', '2020-01-01T22:01Z', '2020-01-01T22:02Z']],
  ])('%s', (_, period, texts) => {
    const found = grid(...texts);
    expect(usualPeriod(found, true)).toBe(period);
    const ascending = dates(...texts).sort();
    for (const time of ascending) {
      const position = positionOf(found, time);
      expect(position).toBe(Math.round(position));
      expect(timeAt(found, position)).toBe(time);
    }
    expect(positionOf(found, ascending[1]!) - positionOf(found, ascending[0]!)).toBe(1);
  });

  it('takes numbers', () => {
    const found = inferGrid([Float64Array.of(10, 12, 14, 20)], false);
    expect([10, 12, 20, 22].map((time) => positionOf(found, time))).toEqual([0, 1, 5, 6]);
    expect(usualPeriod(found, false)).toBeNull();
  });

  it('refuses what is not even, in words', () => {
    expect(() => grid('2020-01-01', '2020-01-02', '2020-01-03', '2020-01-03T11:00Z')).toThrow('2020-01-03');
    expect(() => inferGrid([Float64Array.of(1, 2, 3, 3.7)], false)).toThrow('3.7');
    expect(() => inferGrid([], true)).toThrow('time');
  });
});

describe('a series on the grid', () => {
  const found = inferGrid([Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7)], false);
  it('is trimmed, sorted and bridged', () => {
    const series = gridSeries('a', [5, 0, 1, 2, 4, 6, 3], [50, NaN, 10, 20, NaN, NaN, 30], found)!;
    expect(series).toEqual({ id: 'a', start: 1, values: Float64Array.of(10, 20, 30, 40, 50), filled: 1 });
    expect(gridSeries('b', [1, 2], [NaN, NaN], found)).toBeNull();
  });

  it('refuses double times and too many gaps', () => {
    expect(() => gridSeries('a', [1, 1], [1, 2], found)).toThrow('two rows');
    expect(() => gridSeries('a', [0, 7], [1, 2], found)).toThrow('2 of 8');
  });
});

describe('the period of a series without dates', () => {
  it('is found', () => {
    const wave = Float64Array.from({ length: 200 }, (_, t) => 0.5 * t + [0, 3, 8, 5, 2, -4, -9][t % 7]!);
    expect(detectPeriod(wave)).toBe(7);
    expect(detectPeriod(Float64Array.from({ length: 50 }, (_, t) => t * t))).toBe(1);
    expect(detectPeriod(Float64Array.of(1, 2))).toBe(1);
  });
});
