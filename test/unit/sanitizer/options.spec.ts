import { describe, expect, it } from 'vitest';
import { SanitizeOptions } from '../../../src/contracts/job.js';
import { DROP_REASONS } from '../../../src/contracts/recipe.js';
import { OPTIONAL_REPAIRS } from '../../../src/contracts/report.js';
import { type Request, run } from './run.js';

type Code = (typeof OPTIONAL_REPAIRS)[number];
const without = (...codes: Code[]): Partial<Request> => ({
  options: { column_types: [], keep_columns: [], disabled_repairs: codes },
});

const ROWS = Array.from(
  { length: 40 },
  (_, i) => `k${i},${i * 3},2021-0${1 + (i % 9)}-1${i % 9},${i % 2 ? 'true' : 'false'},${['red', 'blue'][i % 2]}`,
);
const HEADER = 'key,size,day,flag,colour';
/** The table with row 20 written as `line`. */
const file = (line: string) => [HEADER, ...ROWS.map((row, i) => (i === 19 ? line : row)), ''].join('\n');

/** One line for each repair, and the codes that would do what it does if it is off. */
const LINES = new Map<Code, string>([
  ['missing-cell', 'k19 57,2021-02-11,true,blue'],
  ['extra-cell', 'k19,,57,2021-02-11,true,blue'],
  ['stray-quote', 'k19,57,2021-02-11,true,"blue'],
  ['other-delimiter', 'k19;57;2021-02-11;true;blue'],
  ['control-character', 'k19,57,2021-02-11,true,bl\u0001ue'],
  ['whitespace', 'k19,57,2021-02-11,true," blue "'],
  ['null-token', 'k19,57,2021-02-11,true,n/a'],
  ['type-error', 'k19,many,2021-02-11,true,blue'],
  ['number-format', 'k19,5.70e1,2021-02-11,true,blue'],
  ['datetime-format', 'k19,57,2021/02/11,true,blue'],
  ['boolean-format', 'k19,57,2021-02-11,yes,blue'],
  ['dirty-category', 'k19,57,2021-02-11,true,BLUE'],
  ['missing-value', 'k19,57,2021-02-11,true,'],
]);
const ROW_REPAIRS: readonly Code[] = ['missing-cell', 'extra-cell', 'stray-quote', 'other-delimiter'];

describe('a repair that the client switches off', () => {
  it.each([...LINES])('%s', async (code, line) => {
    // A token that may fill the cell otherwise is not what is looked at here.
    const others: Code[] = code === 'null-token' || code === 'type-error' ? ['missing-value'] : [];
    const usual = await run(file(line), without(...others));
    const of = (list: typeof usual) => list.report.issues.filter((issue) => issue.code === code);
    expect(of(usual).map(({ count }) => count)).toEqual([1]);

    const off = await run(file(line), without(code, ...others));
    if (ROW_REPAIRS.includes(code)) {
      expect(off.report.rows).toMatchObject({ in: 40, kept: 39, quarantined: 1, repaired: 0 });
      expect(off.quarantine).toMatchObject([{ row: 20, code, text: line }]);
    } else {
      expect(off.report.rows).toMatchObject({ in: 40, kept: 40 });
      expect(of(off)).toEqual([]);
      const written = off.clean.split('\n')[20];
      expect(written).toBe(line);
      expect(written).not.toBe(usual.clean.split('\n')[20]);
    }
  });

  it('duplicate-row', async () => {
    const twice = `${HEADER}\n${[...ROWS, ROWS[3]].join('\n')}\n`;
    expect((await run(twice)).report.rows).toMatchObject({ kept: 40, removed: 1 });
    expect((await run(twice, without('duplicate-row'))).report.rows).toMatchObject({ kept: 41, removed: 0 });
  });

  it('each reason to drop a column', async () => {
    const words = (i: number) => Array.from({ length: 12 }, (_, k) => `word${(i * (31 + k)) % 197}`).join(' ');
    const header = 'x,key_id,empty,same,rare,prose,x2,y2,y';
    const cells = (i: number) => {
      const [x, y] = [`${(i * 37) % 101}.5`, i % 3 ? 'up' : 'down'];
      return [x, 1000 + ((i * 7) % 200), '', 'one', i === 5 ? '1' : '', words(i), x, y, y].join(',');
    };
    const text = `${header}\n${Array.from({ length: 200 }, (_, i) => cells(i)).join('\n')}\n`;
    const request = { model_type: 'classification', target: 'y' } as const;
    const reasons = async (changes: Partial<Request>) =>
      (await run(text, { ...request, ...changes })).report.columns.flatMap(({ dropped }) => dropped ?? []);
    const all = await reasons({});
    expect([...all].sort()).toEqual(DROP_REASONS.filter((reason) => reason !== 'no-role').sort());
    for (const reason of all) expect(await reasons(without(reason)), reason).not.toContain(reason);
    const roles =
      'user,item,rating,other\n' + ROWS.map((_, i) => `${i % 5},${i % 7},${1 + (i % 4)},${i}`).join('\n') + '\n';
    const kept = async (changes: Partial<Request>) =>
      (await run(roles, { model_type: 'recommendation', ...changes })).clean.split('\n')[0];
    expect(await kept({})).toBe('user,item,rating');
    expect(await kept(without('no-role'))).toBe('user,item,rating,other');
  });

  it('has a test here for every code there is, and no other code is taken', () => {
    const tested = [...LINES.keys(), 'duplicate-row', 'split-time', ...DROP_REASONS];
    expect(tested.sort()).toEqual([...OPTIONAL_REPAIRS].sort());
    expect(SanitizeOptions.safeParse({ disabled_repairs: ['missing-key'] }).success).toBe(false);
    expect(SanitizeOptions.safeParse({ disabled_repairs: ['whitespace'] }).success).toBe(true);
  });
});
