import { describe, expect, it } from 'vitest';
import { type Request, run } from './run.js';
import { generator } from './tables.js';

const table = (header: string, rows: number, row: (i: number) => string): string =>
  `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;

async function findings(text: string, changes: Partial<Request> = {}) {
  const { report } = await run(text, changes);
  return report.issues.map(({ code, action, column, count }) => `${code} ${action} ${column} ${count}`);
}
const messageOf = async (text: string, code: string, changes: Partial<Request> = {}) =>
  (await run(text, changes)).report.issues.find((issue) => issue.code === code)?.message;

describe('what is noted of a column', () => {
  it('dates whose day and month could be either way round, and the convention that was taken', async () => {
    const day = (i: number) => `0${1 + (i % 9)}/0${1 + ((i * 4) % 9)}/2020,${i}`;
    const text = table('when,n', 40, day);
    expect(await findings(text)).toContain('ambiguous-date noted when 40');
    expect(await messageOf(text, 'ambiguous-date')).toContain('day before month');
    expect(await findings(`${text}25/01/2020,41\n`)).not.toContain('ambiguous-date noted when 41');
  });

  it.each([
    ['e-mail addresses', (i: number) => `ann${i}@example.org`],
    ['telephone numbers', (i: number) => `+49 30 1234${100 + i}`],
    // Check digits by ISO 13616 and ISO 7812, of published example numbers.
    [
      'bank accounts (IBAN)',
      (i: number) => ['DE89370400440532013000', 'GB82WEST12345698765432', 'FR1420041010050500013M02606'][i % 3]!,
    ],
    ['payment cards', (i: number) => ['4111 1111 1111 1111', '5500 0000 0000 0004', '3400 0000 0000 009'][i % 3]!],
    ['social security numbers', (i: number) => `123-45-${6000 + i}`],
    ['IP addresses', (i: number) => `192.168.7.${i}`],
  ])('personal data: %s', async (words, cell) => {
    const text = table('id,private,size', 40, (i) => `${i},${cell(i)},${i / 4}`);
    expect(await messageOf(text, 'personal-data')).toBe(
      `column "private" looks like ${words}; keep it only if you may`,
    );
  });

  it('no payment cards nor accounts where check digits are wrong', async () => {
    const cards = ['4111 1111 1111 1112', '5500 0000 0000 0005', '3400 0000 0000 001'];
    const accounts = ['DE88370400440532013000', 'GB83WEST12345698765432', 'FR1520041010050500013M02606'];
    for (const numbers of [cards, accounts]) {
      expect(
        await messageOf(
          table('id,code,size', 40, (i) => `${i},${numbers[i % 3]},${i / 4}`),
          'personal-data',
        ),
      ).toBeUndefined();
    }
  });

  it('a rare class of the target', async () => {
    const text = table('x,label', 200, (i) => `${(i * 7) % 50},${i % 20 === 0 ? 'ill' : 'well'}`);
    const request = { model_type: 'classification', target: 'label' } as const;
    expect(await findings(text, request)).toContain('class-imbalance noted label 10');
    expect(await messageOf(text, 'class-imbalance', request)).toContain('10 rows (5 %)');
    const even = table('x,label', 200, (i) => `${(i * 7) % 50},${i % 5 === 0 ? 'ill' : 'well'}`);
    expect(await messageOf(even, 'class-imbalance', request)).toBeUndefined();
  });

  it('cells that a spreadsheet would run', async () => {
    const text = table('id,note', 40, (i) => `${i},${['=1+1', '@SUM(A1)', '+cmd|x', 'plain'][i % 4]}`);
    const { report, clean } = await run(text);
    expect(report.issues).toContainEqual(
      expect.objectContaining({ code: 'formula-cell', action: 'noted', column: 'note', count: 30 }),
    );
    expect(clean).toBe(text);
  });

  it('a share of values of another type', async () => {
    const text = table('id,size', 100, (i) => `${i},${i % 20 === 0 ? 'large' : i / 4}`);
    expect(await findings(text)).toContain('mixed-types noted size 5');
    expect(await messageOf(text, 'mixed-types')).toContain('read as number, but 5 %');
  });

  it('a column of nearly one value', async () => {
    const text = table('id,state', 200, (i) => `${i},${i === 77 ? 'closed' : 'open'}`);
    expect(await findings(text)).toContain('near-constant-column noted state 199');
  });

  it('a column that counts the rows names them, whatever it is called', async () => {
    const text = table('place,x,label', 60, (i) => `${i + 17},${(i * 7) % 11},${i % 2 ? 'up' : 'down'}`);
    const request = { model_type: 'classification', target: 'label' } as const;
    expect(await findings(text, request)).toContain('identifier-column dropped place 60');
  });

  it('values far from the rest', async () => {
    const text = table('id,size', 100, (i) => `${i},${i === 50 ? 999 : 10 + (i % 7)}`);
    const { report } = await run(text);
    const outlier = report.issues.find(({ code }) => code === 'outlier');
    expect(outlier).toMatchObject({ column: 'size', count: 1, examples: [{ row: 51, from: '999' }] });
  });
});

describe('features that give the target away', () => {
  const random = generator(3);
  const noise = Array.from({ length: 120 }, () => random(1000) / 10);
  const classes = ['a', 'b', 'c'];
  const classify = { model_type: 'classification', target: 'y' } as const;
  const regress = { model_type: 'regression', target: 'y' } as const;
  const droppedOf = async (text: string, request: Partial<Request>) =>
    (await run(text, request)).report.columns.flatMap(({ name, dropped }) =>
      dropped === null ? [] : [`${name} ${dropped}`],
    );

  it('a class by another name is removed, one feature is left in any case', async () => {
    const text = table(
      'x,code,y',
      120,
      (i) => `${noise[i]},${(i * 5) % 3 === 0 ? 10 : (i % 3) * 20},${classes[i % 3]}`,
    );
    expect(await droppedOf(text, classify)).toEqual(['code target-leakage']);
    const alone = table('code,y', 120, (i) => `${(i % 3) * 20},${classes[i % 3]}`);
    expect(await droppedOf(alone, classify)).toEqual([]);
    expect(await findings(alone, classify)).toContain('target-leakage noted code 120');
  });

  it('a feature that rises with the target without exception is removed, unless the client wants it', async () => {
    const text = table(
      'x,square,y',
      120,
      (i) => `${noise[(i * 7) % 120]},${(noise[i]! * noise[i]!).toFixed(4)},${noise[i]}`,
    );
    expect(await droppedOf(text, regress)).toEqual(['square target-leakage']);
    for (const options of [
      { column_types: [], keep_columns: ['square'], disabled_repairs: [] },
      { column_types: [], keep_columns: [], disabled_repairs: ['target-leakage' as const] },
    ]) {
      expect(await droppedOf(text, { ...regress, options })).toEqual([]);
      expect(await findings(text, { ...regress, options })).toContain('target-leakage noted square 120');
    }
  });

  it('one that falls with it, or nearly rises with it, is found as well', async () => {
    const falling = table('x,minus,y', 120, (i) => `${noise[(i * 7) % 120]},${-2 * noise[i]!},${noise[i]}`);
    expect(await droppedOf(falling, regress)).toEqual(['minus target-leakage']);
    const nearly = table('x,near,y', 120, (i) => `${noise[(i * 7) % 120]},${Math.round(noise[i]! * 2)},${noise[i]}`);
    expect(await droppedOf(nearly, regress)).toEqual([]);
    expect(await messageOf(nearly, 'target-leakage', regress)).toMatch(/"near" has a rank correlation of 0\.999\d+/);
  });

  it('values that each go with one class are named, a good feature is not', async () => {
    const pure = table('x,grade,y', 120, (i) => `${noise[i]},${i % 12},${classes[i % 3]}`);
    expect(await droppedOf(pure, classify)).toEqual([]);
    expect(await findings(pure, classify)).toContain('target-leakage noted grade 120');
    const separate = table('x,score,y', 120, (i) => `${noise[i]},${(i % 3) * 100 + noise[i]! / 2},${classes[i % 3]}`);
    expect(await messageOf(separate, 'target-leakage', classify)).toContain('separates the classes without exception');
    const good = table('x,score,y', 120, (i) => `${noise[i]},${(i % 3) * 30 + noise[i]!},${classes[i % 3]}`);
    expect((await findings(good, classify)).filter((line) => line.startsWith('target-leakage'))).toEqual([]);
  });
});

describe('what a cell becomes', () => {
  it('missing ones take the lower median, the commonest category, the commoner word', async () => {
    const sizes = [1.5, 2.5, 3.5, 40.5, 900.5];
    const text = table('id,size,kind,flag', 41, (i) =>
      i === 40 ? '40,,,' : `${i},${sizes[i % 5]},${['b', 'a', 'a', 'c'][i % 4]},${i % 4 === 0 ? 'true' : 'false'}`,
    );
    const { clean, recipe } = await run(text);
    expect(clean.trimEnd().split('\n').at(-1)).toBe('40,3.5,a,false');
    expect(recipe.columns.map(({ fill }) => fill.kind)).toEqual(['median', 'median', 'mode', 'mode']);
  });

  it('numbers lose what stands around them, a percentage is a hundredth', async () => {
    const text = table('id;share;price;weight', 30, (i) => `${i};${i},5%;$ ${i + 1}.200,50;1 ${100 + i},25`);
    const { clean } = await run(text);
    expect(clean.split('\n').slice(0, 3)).toEqual([
      'id,share,price,weight',
      '0,0.005,1200.5,1100.25',
      '1,0.015,2200.5,1101.25',
    ]);
  });
});

describe('a time in several columns', () => {
  const request = { model_type: 'forecasting' } as const;
  const hours = (header: string, cell = (hour: number) => `${hour}`) =>
    table(
      header,
      60,
      (i) => `${i + 1},2020,${i < 40 ? 2 : 3},${i < 40 ? 29 : 1},${cell(i % 24)},${100 + ((i * 13) % 17)}`,
    );

  it('is put together, and what stands behind it is the value', async () => {
    const { report, clean } = await run(hours('No,year,month,day,hour,pm'), request);
    expect(report.roles).toEqual([
      { role: 'value', column: 'pm' },
      { role: 'time', column: 'time' },
    ]);
    expect(clean.split('\n').slice(0, 3)).toEqual(['pm,time', '100,2020-02-29', '113,2020-02-29T01:00:00Z']);
    expect(report.issues).toContainEqual(expect.objectContaining({ code: 'split-time', column: 'time', count: 60 }));
  });

  it('a row without a part of it is set aside', async () => {
    const { report, quarantine } = await run(
      hours('No,year,month,day,hour,pm', (hour) => (hour === 5 ? '' : `${hour}`)),
      request,
    );
    expect(report.rows).toMatchObject({ in: 60, quarantined: 3 });
    expect(quarantine[0]).toMatchObject({ row: 6, code: 'missing-key', text: '6,2020,2,29,,114' });
  });

  it('stays as it is where the client names the time or does not want it', async () => {
    const named = { ...request, columns: [{ role: 'time' as const, column: 'No' }] };
    expect((await run(hours('No,year,month,day,hour,pm'), named)).report.roles).toContainEqual({
      role: 'time',
      column: 'No',
    });
    const options = { column_types: [], keep_columns: [], disabled_repairs: ['split-time' as const] };
    const { report } = await run(hours('No,year,month,day,hour,pm'), { ...request, options });
    expect(report.columns.map(({ name }) => name)).not.toContain('time');
  });
});
