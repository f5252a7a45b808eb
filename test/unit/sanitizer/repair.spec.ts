import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const PEOPLE = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve', 'Flo'];
const ROWS = Array.from({ length: 24 }, (_, i) => [
  `2020-01-${String(i + 1).padStart(2, '0')}`,
  PEOPLE[i % 6]!,
  String(100 + i * 7),
  `${i}.5`,
]);
const HEADER = 'day,who,count,share';
const file = (lines: readonly string[]) => `${HEADER}\n${lines.join('\n')}\n`;
const LINES = ROWS.map((row) => row.join(','));
const CLEAN = file(LINES);

/** The file with line 10 (row 10) written as `line`. */
const broken = (line: string) => file(LINES.map((text, i) => (i === 9 ? line : text)));

describe('a broken row is read as it was meant', () => {
  it.each([
    ['a delimiter too many', '2020-01-10,,Dan,163,9.5', 'extra-cell'],
    ['a delimiter too few', '2020-01-10Dan,163,9.5', 'missing-cell'],
    ['another delimiter', '2020-01-10;Dan;163;9.5', 'other-delimiter'],
  ])('%s', async (_, line, code) => {
    const { clean, report } = await run(broken(line));
    expect(clean).toBe(CLEAN);
    expect(report.rows).toMatchObject({ in: 24, kept: 24, repaired: 1 });
    expect(report.issues).toContainEqual(expect.objectContaining({ code, action: 'repaired', count: 1 }));
  });

  it('a delimiter that belongs to a text joins its cells', async () => {
    const notes = ['met the elder brother', 'sold some of it', 'waited until noon', 'came back late that day'];
    const lines = Array.from({ length: 24 }, (_, i) => `${i + 1},2020-01-05,${notes[i % 4]},${i}.5`);
    lines[9] = '10,2020-01-05,waited, then sold some of it,9.5';
    const { clean, report } = await run(`id,day,note,share\n${lines.join('\n')}\n`);
    expect(clean.split('\n')[10]).toBe('10,2020-01-05,"waited, then sold some of it",9.5');
    expect(report.issues).toContainEqual(expect.objectContaining({ code: 'extra-cell', action: 'repaired', count: 1 }));
  });

  it('an unclosed quotation mark costs its own cell, not the rest of the file', async () => {
    const { report, clean } = await run(broken('2020-01-10,"Dan,163,9.5'));
    expect(report.rows).toMatchObject({ in: 24, kept: 24 });
    expect(clean.split('\n')[10]).toBe('2020-01-10,"""Dan",163,9.5');
    expect(clean.split('\n')[11]).toBe(LINES[10]);
  });

  it('a line that fits nowhere is set aside with its text', async () => {
    const { report, quarantine } = await run(file([...LINES, 'Printed by the office on Monday']));
    expect(report.rows).toMatchObject({ in: 25, kept: 24, quarantined: 1 });
    expect(quarantine).toEqual([
      expect.objectContaining({ row: 25, line: 26, text: 'Printed by the office on Monday', action: 'quarantined' }),
    ]);
  });

  it('lines before the header and a repeated header are no rows', async () => {
    const { clean, report } = await run(
      `Report of January\n\n${file([...LINES.slice(0, 12), HEADER, ...LINES.slice(12)])}`,
    );
    expect(clean).toBe(CLEAN);
    expect(report.file.preamble).toEqual(['Report of January']);
    expect(report.issues).toContainEqual(expect.objectContaining({ code: 'repeated-header', count: 1 }));
  });

  it('two header lines are joined, blank and repeated names are made unique', async () => {
    const joined = await run(`day,who,count,share\nUTC,name,kg,percent\n${LINES.join('\n')}\n`);
    expect(joined.clean.split('\n')[0]).toBe('day UTC,who name,count kg,share percent');
    const odd = await run(`day,,count,count\n${LINES.join('\n')}\n`);
    expect(odd.clean.split('\n')[0]).toBe('day,column_2,count,count_2');
  });

  it('without a header, names are generated and no row is lost', async () => {
    const { clean, report } = await run(`${LINES.join('\n')}\n`);
    expect(clean.split('\n')[0]).toBe('column_1,column_2,column_3,column_4');
    expect(report.rows.kept).toBe(24);
  });
});
