import { describe, expect, it } from 'vitest';
import { QualityReport } from '../../../src/contracts/report.js';
import { SanitizeError } from '../../../src/sanitizer/core/index.js';
import { run } from './run.js';

const SEED = 'user_id,item_id,rating,bad_column\n1,A,5,\n1,B,,extra\n,C,4,data\n';

async function failure(): Promise<SanitizeError> {
  try {
    await run(SEED, { model_type: 'recommendation' });
  } catch (error) {
    if (error instanceof SanitizeError) return error;
    throw error;
  }
  throw new Error('expected a SanitizeError');
}

describe("the seed's four-line file, for a recommender", () => {
  it('has too few usable rows, and the report stays', async () => {
    const error = await failure();
    expect(error.code).toBe('too_few_rows');
    expect(error.report?.rows).toEqual({ in: 3, kept: 2, quarantined: 1, removed: 0, repaired: 0 });
  });

  it('says cell by cell what was done', async () => {
    const { report } = await failure();
    expect(QualityReport.safeParse(report).error).toBeUndefined();
    expect(report?.changes).toEqual([
      { row: 2, column: 'rating', code: 'missing-value', from: '', to: '5' },
      { row: 2, column: 'bad_column', code: 'no-role', from: 'extra', to: null },
    ]);
    expect(report?.set_aside).toEqual([
      { row: 3, line: 4, code: 'missing-key', action: 'quarantined', text: ',C,4,data' },
    ]);
    expect(report?.roles).toEqual([
      { role: 'user_id', column: 'user_id' },
      { role: 'item_id', column: 'item_id' },
      { role: 'rating', column: 'rating' },
    ]);
    expect(report?.columns.map(({ name, dropped }) => [name, dropped])).toEqual([
      ['user_id', null],
      ['item_id', null],
      ['rating', null],
      ['bad_column', 'no-role'],
    ]);
  });
});
