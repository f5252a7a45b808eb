import type { ValidationError } from 'class-validator';
import type { FieldError } from '../errors/api-error.js';

/** What class-validator found, field by field, with the path of a nested one. */
export function fieldErrors(errors: readonly ValidationError[]): FieldError[] {
  return errors.flatMap((error) => {
    const own = Object.values(error.constraints ?? {}).map((message) => ({
      field: error.property,
      message:
        message === `property ${error.property} should not exist`
          ? 'is not a field of this call'
          : message.startsWith(`${error.property} `)
            ? message.slice(error.property.length + 1)
            : message,
    }));
    const nested = fieldErrors(error.children ?? []);
    return [...own, ...nested.map(({ field, message }) => ({ field: `${error.property}.${field}`, message }))];
  });
}
