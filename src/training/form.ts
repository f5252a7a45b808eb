import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { z } from 'zod';
import { invalid } from '../common/errors/api-error.js';
import { fieldErrors } from '../common/validation/field-errors.js';
import { type Hyperparameters, SanitizeOptions } from '../contracts/job.js';
import { COLUMN_ROLES, type ColumnMapping } from '../contracts/model-types.js';

/** Multipart fields as a validated form. Unknown fields are refused: a misspelt one would silently do nothing. */
export async function parseForm<T extends object>(form: new () => T, fields: ReadonlyMap<string, string>): Promise<T> {
  const instance = plainToInstance(form, Object.fromEntries(fields));
  const errors = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length > 0) throw invalid(fieldErrors(errors));
  return instance;
}

/** `{"user_id":"s"}` → a list: a column may be called `__proto__`. */
export function parseColumns(text: string | undefined): ColumnMapping {
  const roles = z.enum(COLUMN_ROLES);
  return entries('columns', text).map(([role, column]) => {
    const parsed = roles.safeParse(role);
    if (!parsed.success) throw fieldError('columns', `"${role}" is no role; there are ${COLUMN_ROLES.join(', ')}`);
    if (typeof column !== 'string') throw fieldError('columns', `the column of "${role}" must be a name in quotes`);
    return { role: parsed.data, column };
  });
}

export function parseHyperparameters(text: string | undefined): Hyperparameters {
  const scalar = z.union([z.number(), z.string().max(256), z.boolean(), z.null()]);
  const list = entries('hyperparameters', text).map(([name, value]) => {
    const parsed = scalar.safeParse(value);
    if (!parsed.success) throw fieldError(`hyperparameters.${name}`, 'must be a number, a text, true, false or null');
    return [name, parsed.data] as const;
  });
  return Object.fromEntries(list);
}

export function parseOptions(text: string | undefined): SanitizeOptions {
  const parsed = SanitizeOptions.safeParse(text === undefined ? {} : json('options', text));
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(({ path, message }) => ({ field: ['options', ...path].join('.'), message })));
}

function entries(field: string, text: string | undefined): [string, unknown][] {
  if (text === undefined) return [];
  const value = json(field, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fieldError(field, 'must be a JSON object, as {"name":"value"}');
  }
  return Object.entries(value);
}

function json(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fieldError(field, 'is not JSON');
  }
}

const fieldError = (field: string, message: string) => invalid([{ field, message }]);
