/**
 * Every error that the API answers with. A code is stable and never reused for another meaning; the page of `type`
 * is docs/errors.md, which a test keeps in step with this list.
 */
export const ERRORS = {
  validation_failed: { status: 422, title: 'The request is not valid' },
  malformed_request: { status: 400, title: 'The request could not be read' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden_scope: { status: 403, title: 'The API key does not allow this' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  conflict: { status: 409, title: 'The state does not allow this' },
  idempotency_in_flight: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key was used with another request' },
  upload_too_large: { status: 413, title: 'The upload is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  empty_file: { status: 422, title: 'The file is empty' },
  unsupported_file: { status: 422, title: 'The file is not a table of text' },
  task_failed: { status: 422, title: 'The task behind this failed' },
  rate_limited: { status: 429, title: 'Too many requests' },
  quota_exceeded: { status: 429, title: 'A limit of the account is reached' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service cannot take this now' },
  storage_full: { status: 507, title: 'The service has no space left' },
} as const;

export type ErrorCode = keyof typeof ERRORS;
