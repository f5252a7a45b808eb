import { describe, expect, it } from 'vitest';
import { parseIdempotencyKey } from '../../../src/idempotency/idempotency-key.js';

describe('the header Idempotency-Key', () => {
  it('is a quoted string of RFC 8941, or the same without quotes', () => {
    expect(parseIdempotencyKey('"8e03978e-40d5-43dd-bc93-6894a57f9324"')).toBe('8e03978e-40d5-43dd-bc93-6894a57f9324');
    expect(parseIdempotencyKey('8e03978e-40d5-43dd-bc93-6894a57f9324')).toBe('8e03978e-40d5-43dd-bc93-6894a57f9324');
    expect(parseIdempotencyKey(String.raw`"a \"b\" \\ c"`)).toBe(String.raw`a "b" \ c`);
  });

  it.each(['', '""', 'é', 'a\tb', 'x'.repeat(256)])('is refused as %j', (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(/Idempotency-Key/);
  });

  it('takes 255 characters', () => {
    expect(parseIdempotencyKey(`"${'x'.repeat(255)}"`)).toHaveLength(255);
  });
});
