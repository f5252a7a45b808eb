import { invalid } from '../common/errors/api-error.js';

const MAX_LENGTH = 255;

/**
 * The header's value: a String of RFC 8941 in quotes, as draft-ietf-httpapi-idempotency-key-header-07 has it, or bare, as
 * many clients send it. 1 to 255 printable ASCII characters.
 */
export function parseIdempotencyKey(header: string | string[]): string {
  const text = Array.isArray(header) ? header.join(', ') : header.trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  const key = quoted === undefined ? text : quoted.replace(/\\(["\\])/g, '$1');
  if (key.length > 0 && key.length <= MAX_LENGTH && /^[\x20-\x7e]+$/.test(key)) return key;
  throw invalid([{ field: 'Idempotency-Key', message: `takes 1 to ${MAX_LENGTH} printable ASCII characters` }]);
}
