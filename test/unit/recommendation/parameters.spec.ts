import { expect, it } from 'vitest';
import { validateParameters, withDefaults } from '../../../src/algorithms/catalogue.js';
import { type ParameterSchema } from '../../../src/algorithms/contract.js';

const schema: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    depth: { type: 'integer', description: 'Depth.', default: 3, minimum: 1, maximum: 10 },
    ridge: { type: ['number', 'null'], description: 'Ridge.', default: null, exclusiveMinimum: 0 },
    kernel: { type: 'string', description: 'Kernel.', default: 'linear', enum: ['linear', 'cubic'] },
    centred: { type: 'boolean', description: 'Centred.', default: true },
  },
};

it.each([
  [{ depth: 5, ridge: 0.5, kernel: 'cubic', centred: false }, []],
  [{ ridge: null }, []],
  [{ depth: 0 }, [{ field: 'depth', message: 'must be at least 1' }]],
  [{ depth: 11 }, [{ field: 'depth', message: 'must be at most 10' }]],
  [{ depth: 2.5 }, [{ field: 'depth', message: 'must be an integer' }]],
  [{ depth: '5' }, [{ field: 'depth', message: 'must be an integer' }]],
  [{ depth: null }, [{ field: 'depth', message: 'must be an integer' }]],
  [{ ridge: 0 }, [{ field: 'ridge', message: 'must be greater than 0' }]],
  [{ ridge: NaN }, [{ field: 'ridge', message: 'must be finite' }]],
  [{ ridge: true }, [{ field: 'ridge', message: 'must be a number or null' }]],
  [{ kernel: 'magic' }, [{ field: 'kernel', message: 'must be one of linear, cubic' }]],
  [{ centred: 1 }, [{ field: 'centred', message: 'must be a boolean' }]],
  [
    { depth: 0, kernel: 7 },
    [
      { field: 'depth', message: 'must be at least 1' },
      { field: 'kernel', message: 'must be a string' },
    ],
  ],
  [
    JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, unknown>,
    ['__proto__', 'constructor'].map((field) => ({
      field,
      message: 'is no hyper-parameter of this algorithm; it has depth, ridge, kernel, centred',
    })),
  ],
])('validates %j', (given, errors) => {
  expect(validateParameters(schema, given)).toEqual(errors);
});

it('fills in defaults, and keeps what was set to null', () => {
  expect(withDefaults(schema, { depth: 7 })).toEqual({ depth: 7, ridge: null, kernel: 'linear', centred: true });
  const optional: ParameterSchema = {
    ...schema,
    properties: { ridge: { type: ['number', 'null'], description: 'Ridge.', default: 2 } },
  };
  expect(withDefaults(optional, { ridge: null })).toEqual({ ridge: null });
});
