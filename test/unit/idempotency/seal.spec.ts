import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/idempotency/fingerprint.js';
import { seal, unseal } from '../../../src/idempotency/seal.js';

describe('a sealed answer', () => {
  const sealed = seal('{"api_key":"key_1.secret"}', 'key_0.caller');

  it('is opened by the API key that asked, and by no other', () => {
    expect(unseal(sealed, 'key_0.caller')).toBe('{"api_key":"key_1.secret"}');
    expect(unseal(sealed, 'key_0.calleR')).toBeNull();
  });

  it('shows nothing of its content, and never looks the same twice', () => {
    expect(sealed.includes('secret')).toBe(false);
    expect(seal('{"api_key":"key_1.secret"}', 'key_0.caller').equals(sealed)).toBe(false);
  });

  it.each([0, 16, 32])('is not opened once byte %i was changed', (at) => {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(unseal(changed, 'key_0.caller')).toBeNull();
  });
});

describe('the fingerprint of a request', () => {
  it('differs with the path, and with where one part ends and the next begins', () => {
    const prints = [
      fingerprintOf('POST', '/a', ['x', 'y']),
      fingerprintOf('POST', '/b', ['x', 'y']),
      fingerprintOf('POST', '/a', ['xy']),
      fingerprintOf('POST', '/a', ['x', 'y', '']),
    ].map((print) => print.toString('hex'));
    expect(new Set(prints).size).toBe(4);
  });
});
