import { ERRORS, type ErrorCode } from './catalogue.js';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An error that a client may see: `detail` says what was wrong and what to do, and holds no secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

export const notFound = (what: string) => new ApiError('not_found', `There is no such ${what}.`);

export const invalid = (errors: readonly FieldError[]) =>
  new ApiError('validation_failed', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), errors);
