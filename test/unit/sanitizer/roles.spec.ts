import { describe, expect, it } from 'vitest';
import { SanitizeError } from '../../../src/sanitizer/core/index.js';
import { type Request, run } from './run.js';

const lines = (header: string, row: (i: number) => string) =>
  `${header}\n${Array.from({ length: 20 }, (_, i) => row(i)).join('\n')}\n`;
const RATINGS = (header: string) => lines(header, (i) => `00${i % 4},${i % 5},${1 + (i % 5)},${i}`);

async function rolesOf(text: string, request: Partial<Request>) {
  const { roles } = await run(text, request);
  return roles.map(({ role, column }) => `${role}=${column}`).sort();
}

describe('roles', () => {
  it('are found by name, whatever its case and punctuation, and identifiers stay as they stand', async () => {
    const { roles, table } = await run(RATINGS('CustomerID,Movie-Id,Stars,x'), { model_type: 'recommendation' });
    expect(roles.map(({ column }) => column)).toEqual(['CustomerID', 'Movie-Id', 'Stars']);
    const user = table.columns.find(({ name }) => name === 'CustomerID');
    expect(user && 'levels' in user && user.levels).toEqual(['000', '001', '002', '003']);
  });

  it('are taken from the client before anything else', async () => {
    const columns = [
      { role: 'user_id' as const, column: 's' },
      { role: 'item_id' as const, column: 'd' },
      { role: 'rating' as const, column: 'y' },
    ];
    expect(await rolesOf(RATINGS('d,s,y,z'), { model_type: 'recommendation', columns })).toEqual([
      'item_id=d',
      'rating=y',
      'user_id=s',
    ]);
  });

  it('fall back on the last column for a class, on dates and numbers for a series', async () => {
    expect(
      await rolesOf(
        lines('a,b,c', (i) => `${i * 1.5},${i % 3},${i % 2}`),
        { model_type: 'classification' },
      ),
    ).toEqual(['target=c']);
    const series = lines('Month,Passengers', (i) => `20${10 + i}-01,${100 + i * 3}`);
    expect(await rolesOf(series, { model_type: 'forecasting' })).toEqual(['time=Month', 'value=Passengers']);
  });

  it('a mapped column that is not there is named, with those that are', async () => {
    const error: unknown = await run(RATINGS('u,i,r,t'), { model_type: 'classification', target: 'nope' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SanitizeError);
    expect(error).toMatchObject({ code: 'missing_column', message: 'there is no column "nope"' });
    expect((error as SanitizeError).hint).toContain('"u", "i", "r", "t"');
    expect((error as SanitizeError).report).toMatchObject({ model_type: null, rows: { in: 20, kept: 20 }, roles: [] });
  });
});
