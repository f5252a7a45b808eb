import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { TABLE_LIMITS } from '../../../src/contracts/job.js';
import { exportLossless } from '../../../src/sanitizer/core/index.js';
import { bytesOf, run } from './run.js';
import { generator, makeTable, writeTable } from './tables.js';

const RFC = { delimiter: ',', quote: '"', lineEnd: '\n' };
const rowsOf = (csv: string) => parse(csv, { relax_column_count: true });

async function lossless(text: string, chunkSize: number): Promise<string[][]> {
  let out = '';
  const sink = (chunk: Uint8Array) => {
    out += Buffer.from(chunk).toString();
    return Promise.resolve();
  };
  await exportLossless(bytesOf(text, chunkSize), { ...TABLE_LIMITS }, sink, () => undefined);
  return rowsOf(out);
}

describe('for seeded tables', () => {
  it('a clean file comes out as it went in', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const table = makeTable(generator(seed), null);
      const text = writeTable(table, RFC);
      const { clean, changes, report } = await run(text, {}, {}, 100 + seed * 7);
      expect(clean, `seed ${seed}`).toBe(text);
      expect(changes).toEqual([]);
      expect(report.rows).toMatchObject({ in: table.length - 1, kept: table.length - 1 });
    }
  });

  it('a table written in any dialect is read back cell by cell', async () => {
    for (let seed = 1; seed <= 120; seed++) {
      const dialect = {
        delimiter: [',', ';', '\t', '|'][seed % 4]!,
        quote: seed % 7 === 0 ? "'" : '"',
        lineEnd: ['\n', '\r\n', '\r'][seed % 3]!,
      };
      const table = makeTable(generator(seed), dialect);
      // A bare CR file cannot hold LF in cells apart from its line ends being what they are.
      const written = writeTable(table, dialect);
      expect(await lossless(written, 64 + seed), `seed ${seed} ${JSON.stringify(dialect)}`).toEqual(table);
    }
  });

  it('the change log gives the original cells back', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const next = generator(seed);
      const table = makeTable(next, null);
      const messy = table.map((row, i) => (i === 0 ? row : row.map((cell, j) => (j === 0 ? cell : mess(cell, next)))));
      const { clean, changes, report } = await run(writeTable(messy, RFC));
      expect(report.rows.kept).toBe(table.length - 1);
      expect(invert(rowsOf(clean), changes), `seed ${seed}`).toEqual(messy);
    }
  });
});

it('the clean table is the same whether a table is held in memory or not', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const next = generator(seed);
    const messy = makeTable(next, null).map((row, i) => (i === 0 ? row : row.map((cell) => mess(cell, next))));
    const [held, streamed] = [
      await run(writeTable(messy, RFC)),
      await run(writeTable(messy, RFC), {}, { materialize: false }),
    ];
    expect(streamed.clean, `seed ${seed}`).toBe(held.clean);
    expect(streamed.changes, `seed ${seed}`).toEqual(held.changes);
  }
});

it('values beyond the spellings that are remembered are read, written and logged like the others', async () => {
  const rows = Array.from({ length: 52_000 }, (_, i) => {
    const cents = 123_456 + 7 * i;
    const [units, rest] = [Math.floor(cents / 100), String(cents % 100).padStart(2, '0')];
    const when = new Date(Date.UTC(2020, 0, 13) + i * 61_000).toISOString();
    const [, year, month, day, time] = /^(....)-(..)-(..)T(.{8})/.exec(when)!;
    const amount = `${Math.floor(units / 1000)},${String(units % 1000).padStart(3, '0')}.${rest}`;
    return {
      file: [`$${amount}`, `${day}/${month}/${year} ${time}`, `n${i}`],
      clean: [String(cents / 100), time === '00:00:00' ? when.slice(0, 10) : `${when.slice(0, 19)}Z`, `n${i}`],
    };
  });
  const header = ['amount', 'seen', 'name'];
  const { clean, changes, report } = await run(writeTable([header, ...rows.map(({ file }) => file)], RFC));
  expect(rowsOf(clean).slice(1)).toEqual(rows.map((row) => row.clean));
  expect(changes).toHaveLength(2 * rows.length);
  expect(invert(rowsOf(clean), changes).slice(1)).toEqual(rows.map(({ file }) => file));
  const count = (code: string) => report.issues.find((issue) => issue.code === code)?.count;
  expect([count('number-format'), count('datetime-format')]).toEqual([rows.length, rows.length]);
  expect(report.columns[0]).toMatchObject({
    kind: 'number',
    missing: 0,
    min: 1234.56,
    max: (123_456 + 7 * 51_999) / 100,
  });
}, 60_000);

function mess(cell: string, next: (n: number) => number): string {
  const changes = [
    (text: string) => ` ${text}`,
    (text: string) => text.toUpperCase(),
    () => '',
    () => 'N/A',
    (text: string) => `${text}\t`,
    (text: string) => text,
  ];
  return next(4) === 0 ? changes[next(changes.length)]!(cell) : cell;
}

/** The original rows from the clean table and the log; only for runs that dropped no column and set no row aside. */
function invert(clean: string[][], changes: Record<string, unknown>[]): string[][] {
  const [header] = clean;
  const rows = clean.map((row) => [...row]);
  for (const { row, column, from } of changes) rows[row as number]![header!.indexOf(column as string)] = from as string;
  return rows;
}
