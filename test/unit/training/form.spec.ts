import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/common/errors/api-error.js';
import { parseColumns, parseHyperparameters, parseOptions } from '../../../src/training/form.js';

const fieldsOf = (parse: () => unknown): string[] => {
  try {
    parse();
  } catch (error) {
    if (error instanceof ApiError) return error.errors.map(({ field }) => field);
  }
  return [];
};

describe('JSON in form fields', () => {
  it('maps roles to columns, whatever a column is called', () => {
    expect(parseColumns('{"user_id":"s","rating":"__proto__"}')).toEqual([
      { role: 'user_id', column: 's' },
      { role: 'rating', column: '__proto__' },
    ]);
    expect(parseColumns(undefined)).toEqual([]);
  });

  it.each(['{', '[]', '"x"', 'null', '{"user":"s"}', '{"user_id":1}', '{"__proto__":"x"}'])(
    'refuses the columns %s by name',
    (text) => {
      expect(fieldsOf(() => parseColumns(text))).toEqual(['columns']);
    },
  );

  it('takes scalar hyper-parameters only', () => {
    expect(parseHyperparameters('{"factors":8,"scaling":"sqrt","flag":true}')).toEqual({
      factors: 8,
      scaling: 'sqrt',
      flag: true,
    });
    expect(fieldsOf(() => parseHyperparameters('{"factors":[8]}'))).toEqual(['hyperparameters.factors']);
  });

  it('fills in the options that were left out, and names the one that is wrong', () => {
    expect(parseOptions(undefined)).toEqual({ column_types: [], keep_columns: [], disabled_repairs: [] });
    expect(fieldsOf(() => parseOptions('{"null_tokens":"NA"}'))).toEqual(['options.null_tokens']);
    expect(fieldsOf(() => parseOptions('{"colour":1}'))).toEqual(['options']);
  });
});
