import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { missingData, sharedData } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const SETS = {
  adult: 'adult/adult-train.csv',
  horseColic: 'horse-colic/horse-colic.csv',
  autoMpg: 'auto-mpg/auto-mpg.csv',
  breastCancer: 'breast-cancer/breast-cancer-wisconsin.data',
  wine: 'wine-quality/winequality-red.csv',
  beijing: 'beijing-pm25/pollution.csv',
} as const;
const missing = missingServices() || Object.values(SETS).map(missingData).find(Boolean) || '';

interface Column {
  readonly name: string;
  readonly kind: string;
  readonly dropped: string | null;
  readonly missing: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly median: number | null;
}
interface Report {
  readonly model_type: string | null;
  readonly file: { readonly delimiter: string; readonly header_rows: number; readonly line_end: string };
  readonly rows: Readonly<Record<'in' | 'kept' | 'quarantined' | 'removed' | 'repaired', number>>;
  readonly roles: readonly { readonly role: string; readonly column: string }[];
  readonly issues: readonly { readonly code: string; readonly column: string | null; readonly count: number }[];
  readonly columns: readonly Column[];
}

/**
 * Real files as they are published, uploaded without a parameter but the family. Expected counts were made with Python's
 * csv module from the same files: rows, `?` and NA by column, distinct and equal rows, medians.
 */
describe.skipIf(missing)(`the reports of real files ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  async function reportOf(file: string | Uint8Array, modelType: string, error: string | null = null): Promise<Report> {
    const { status, body } = await client.upload('/api/v1/sanitize', file, { model_type: modelType });
    expect(status, JSON.stringify(body)).toBe(202);
    const task = await client.ended(body.task_id);
    expect(task.error?.code ?? null).toBe(error);
    const answer = await client.get<Report>(`/api/v1/datasets/${task.dataset_id}/report`);
    expect(answer.status).toBe(200);
    return answer.body;
  }

  const allKept = (rows: number) => ({ in: rows, kept: rows, quarantined: 0, removed: 0, repaired: 0 });
  const dropped = ({ columns }: Report) =>
    columns.filter((column) => column.dropped !== null).map(({ name, dropped: why }) => `${name}: ${why}`);
  const missingByColumn = ({ columns }: Report) => columns.map(({ missing: count }) => count);
  const count = ({ issues }: Report, code: string, column: string | null = null) =>
    issues.find((issue) => issue.code === code && issue.column === column)?.count ?? 0;
  const named = ({ columns }: Report, name: string) => columns.find((column) => column.name === name);

  it("the seed's example: what is wrong with each of its rows, beside the reason why it cannot be trained on", async () => {
    const seed = 'user_id,item_id,rating,bad_column\n1,A,5,\n1,B,,extra\n,C,4,data\n';
    const report = await reportOf(seed, 'recommendation', 'too_few_rows');
    expect(report.rows).toEqual({ in: 3, kept: 2, quarantined: 1, removed: 0, repaired: 0 });
    expect(count(report, 'missing-key', 'user_id')).toBe(1);
    expect(count(report, 'missing-value', 'rating')).toBe(1);
    expect(dropped(report)).toEqual(['bad_column: no-role']);
  });

  it('adult: no header, comma and blank, ? in three columns, equal rows that may be two people', async () => {
    const report = await reportOf(sharedData(SETS.adult), 'classification');
    expect(report.file).toMatchObject({ delimiter: ', ', header_rows: 0 });
    expect(report.rows).toEqual(allKept(32_561));
    expect(report.roles).toEqual([{ role: 'target', column: 'column_15' }]);
    expect(missingByColumn(report)).toEqual([0, 1836, 0, 0, 0, 0, 1843, 0, 0, 0, 0, 0, 0, 583, 0]);
    expect(count(report, 'duplicate-row')).toBe(24);
    expect(dropped(report)).toEqual([]);
  });

  it('horse-colic: 28 columns without names, hospital numbers go, codes with leading zeros stay codes', async () => {
    const report = await reportOf(sharedData(SETS.horseColic), 'classification');
    expect(report.rows).toEqual(allKept(300));
    expect(missingByColumn(report)).toEqual([
      1, 0, 0, 60, 24, 58, 56, 69, 47, 32, 55, 44, 56, 104, 106, 247, 102, 118, 29, 33, 165, 198, 1, 0, 0, 0, 0, 0,
    ]);
    expect(dropped(report)).toEqual(['column_3: identifier-column']);
    expect(named(report, 'column_3')).toMatchObject({ distinct: 284 });
    expect(['column_25', 'column_26', 'column_27'].map((name) => named(report, name)!.kind)).toEqual([
      'category',
      'category',
      'category',
    ]);
  });

  it('auto-mpg: miles per gallon are the target, six horsepowers are unknown, the names of the cars go', async () => {
    const report = await reportOf(sharedData(SETS.autoMpg), 'regression');
    expect(report.file).toMatchObject({ delimiter: ',', header_rows: 1, line_end: '\r\n' });
    expect(report.rows).toEqual(allKept(398));
    expect(report.roles).toEqual([{ role: 'target', column: 'mpg' }]);
    expect(missingByColumn(report)).toEqual([0, 0, 0, 6, 0, 0, 0, 0, 0]);
    expect(named(report, 'horsepower')).toMatchObject({ median: 93, min: 46, max: 230 });
    expect(dropped(report)).toEqual(['name: identifier-column']);
  });

  it('breast-cancer: sample numbers go, sixteen nuclei are unknown', async () => {
    const report = await reportOf(sharedData(SETS.breastCancer), 'classification');
    expect(report.rows).toEqual(allKept(699));
    expect(report.roles).toEqual([{ role: 'target', column: 'column_11' }]);
    expect(missingByColumn(report)).toEqual([0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0]);
    expect(dropped(report)).toEqual(['column_1: identifier-column']);
    expect(named(report, 'column_1')).toMatchObject({ distinct: 645 });
    expect(count(report, 'duplicate-row')).toBe(8);
  });

  it('wine-quality: semicolons, the quality is the target, no cell is missing', async () => {
    const report = await reportOf(sharedData(SETS.wine), 'regression');
    expect(report.file).toMatchObject({ delimiter: ';', header_rows: 1 });
    expect(report.rows).toEqual(allKept(1599));
    expect(report.roles).toEqual([{ role: 'target', column: 'quality' }]);
    expect(missingByColumn(report)).toEqual(new Array(12).fill(0));
    expect(count(report, 'duplicate-row')).toBe(240);
    expect(dropped(report)).toEqual([]);
  });

  it('beijing-pm25: year, month, day and hour make the time, 2,067 hours have no value, no row is lost for it', async () => {
    const report = await reportOf(sharedData(SETS.beijing), 'forecasting');
    expect(report.rows).toEqual(allKept(43_824));
    expect(report.roles).toEqual([
      { role: 'value', column: 'pm2.5' },
      { role: 'time', column: 'time' },
    ]);
    expect(count(report, 'split-time', 'time')).toBe(43_824);
    expect(named(report, 'time')).toMatchObject({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2014, 11, 31, 23) });
    expect(named(report, 'pm2.5')).toMatchObject({ missing: 2067, min: 0, max: 994, median: 72 });
    expect(named(report, 'No')).toMatchObject({ dropped: 'no-role' });
  });

  it('a family that the columns do not fit: the error says so, and the report of the file stands beside it', async () => {
    const report = await reportOf(sharedData(SETS.wine), 'recommendation', 'ambiguous_roles');
    expect(report).toMatchObject({ model_type: null, rows: allKept(1599), roles: [] });
    expect(report.columns).toHaveLength(12);
  });
});
