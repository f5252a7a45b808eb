import { describe, expect, it } from 'vitest';
import { plainDatetime } from '../../../src/sanitizer/core/cells/plain-datetime.js';
import {
  formattedNumber,
  isPlainInteger,
  plainNumber,
  writtenNumber,
} from '../../../src/sanitizer/core/cells/plain-number.js';
import { QuantileSketch } from '../../../src/sanitizer/core/cells/quantile-sketch.js';
import { ValueCounts } from '../../../src/sanitizer/core/cells/value-counts.js';
import { ByteWriter } from '../../../src/sanitizer/core/write/byte-writer.js';
import { PLAIN_TEXT_BYTES, writeDatetime } from '../../../src/sanitizer/core/write/plain-text.js';
import { formatDatetime, parseDatetime } from '../../../src/sanitizer/recipe/datetime-format.js';
import { parseNumber } from '../../../src/sanitizer/recipe/number-format.js';
import { generator } from './tables.js';

const DAY_MS = 86_400_000;

/** A text in the middle of others, as a cell stands in a chunk. */
function within<T>(text: string, read: (bytes: Uint8Array, from: number, to: number) => T): T {
  const bytes = Buffer.from(`12${text}34`);
  return read(bytes, 2, bytes.length - 2);
}

/** Strings over an alphabet in which well-formed cells are common. */
const texts = (alphabet: readonly string[], count: number, seed: number) => {
  const next = generator(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(9) }, () => alphabet[next(alphabet.length)]!).join(''),
  );
};

describe('values read from bytes are those that the general reader finds', () => {
  it('dates, in every order', () => {
    const next = generator(7);
    const part = () =>
      ['2019', '1700', '2300', '1900', '2000', '01', '2', '12', '13', '29', '30', '31', '0'][next(13)]!;
    const clocks = ['', '', '', ' 10:30', 'T23:59:59', ' 24:00', ' 1:05', ' 10:60', 'Z', ' 10:30:00.5'];
    const random = Array.from({ length: 30_000 }, () => {
      const separator = '-/.'[next(3)]!;
      const other = next(9) === 0 ? ' ' : separator;
      return part() + separator + part() + other + part() + clocks[next(clocks.length)]!;
    });
    const written = ['2020-02-29', '2019-02-29', '1900-02-29', '3/4/2021', '31.12.1999', '2020-03-04 18:48:20'];
    let read = 0;
    const wrong: string[] = [];
    for (const text of [...written, ...random]) {
      for (const order of ['ymd', 'dmy', 'mdy'] as const) {
        const fast = within(text, (bytes, from, to) => plainDatetime(bytes, from, to, order));
        if (Number.isNaN(fast)) continue;
        read++;
        if (fast !== parseDatetime(text, { order })) wrong.push(`${text} ${order}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(300);
  });

  it('all days of six centuries, and back', () => {
    const target = Buffer.alloc(PLAIN_TEXT_BYTES);
    const wrong: string[] = [];
    for (let ms = Date.UTC(1700, 0, 1); ms < Date.UTC(2300, 0, 1); ms += DAY_MS) {
      const iso = new Date(ms).toISOString().slice(0, 10);
      if (within(iso, (bytes, from, to) => plainDatetime(bytes, from, to, 'ymd')) !== ms) wrong.push(iso);
      if (target.toString('latin1', 0, writeDatetime(target, ms)) !== iso) wrong.push(iso);
    }
    expect(wrong).toEqual([]);
    for (const ms of [0, 1, 59, 3600, 86_399, -1, 1e9, 4_102_444_799].map((seconds) => seconds * 1000)) {
      expect(target.toString('latin1', 0, writeDatetime(target, ms))).toBe(formatDatetime(ms, { order: 'ymd' }));
    }
  });

  it('numbers, in every format', () => {
    let read = 0;
    const wrong: string[] = [];
    for (const [decimal, thousands] of [
      ['.', ','],
      [',', '.'],
      [',', ''],
      ['.', ' '],
      ['.', "'"],
    ] as const) {
      const format = { decimal, thousands, percent: true, currency: ['$'] };
      const fast = writtenNumber(format);
      for (const text of texts(['1', '20', '300', '000', '045', ',', '.', '-', '$', '%', ' ', "'"], 40_000, 11)) {
        const value = within(text, (bytes, from, to) => formattedNumber(bytes, from, to, fast));
        if (Number.isNaN(value)) continue;
        read++;
        if (value !== parseNumber(text.trim(), format)) wrong.push(`${text} ${decimal}${thousands}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(3000);
  });

  it('numbers in canonical spelling, and no others', () => {
    const canonical = /^-?(0|[1-9]\d*)(\.\d+)?$/;
    const wrong = texts(['0', '1', '25', '7', '.', '-', 'e'], 20_000, 13).filter((text) => {
      const value = within(text, plainNumber);
      const isRight = canonical.test(text) && text.length < 15 ? value === Number(text) : Number.isNaN(value);
      return !isRight || within(text, isPlainInteger) !== /^-?(0|[1-9]\d*)$/.test(text);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the quantile sketch', () => {
  it('is exact while the values fit, and keeps its bound beyond', () => {
    const capacity = 512;
    for (const n of [1, 2, 511, 512, 5000, 100_000]) {
      const next = generator(n);
      const values = Float64Array.from({ length: n }, () => next(1_000_000) / 8);
      const sketch = new QuantileSketch(capacity);
      for (const value of values) sketch.add(value);
      values.sort();
      const bound = n < capacity ? 0 : Math.log2(n / capacity + 1) / (2 * capacity) + 1 / n;
      for (const q of [0, 0.25, 0.5, 0.9, 1]) {
        const found = sketch.quantile(q)!;
        const rank = values.findIndex((value) => value >= found);
        expect(Math.abs(rank - Math.floor((n - 1) * q)) / n, `n ${n}, q ${q}`).toBeLessThanOrEqual(bound);
      }
    }
  });
});

describe('counts of few values', () => {
  it('are those of a Map, up to the limit', () => {
    const next = generator(5);
    const counts = new ValueCounts(50);
    const expected = new Map<number, number>();
    for (let i = 0; i < 5000; i++) {
      const value = [next(40) / 4, -0, -next(9)][next(3)]! + 0;
      expect(counts.add(value)).toBe(true);
      expected.set(value, (expected.get(value) ?? 0) + 1);
    }
    const found = new Map<number, number>();
    counts.forEach((value, count) => found.set(value, count));
    expect([...found].sort(([a], [b]) => a - b)).toEqual([...expected].sort(([a], [b]) => a - b));
    for (let extra = 1000; counts.size < 50; extra++) expect(counts.add(extra)).toBe(true);
    expect(counts.add(99_999)).toBe(false);
    expect(counts.add(1000)).toBe(true);
  });
});

it('row numbers are written digit by digit', () => {
  const out = new ByteWriter();
  const numbers = [0, 1, 9, 10, 99, 100, 12_345, 1_000_000, 4_294_967_295];
  for (const n of numbers) {
    out.natural(n);
    out.comma();
  }
  expect(Buffer.from(out.take()).toString()).toBe(numbers.map((n) => `${n},`).join(''));
});
