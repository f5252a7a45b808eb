import { describe, expect, it } from 'vitest';
import { hashSecret, matches, newSecret } from '../../../src/keys/secret.js';

describe('secrets', () => {
  it('have 256 random bits and match their own hash only', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(Buffer.from(one.text, 'base64url')).toHaveLength(32);
    expect(matches(hashSecret(one.text), one.hash)).toBe(true);
    expect(matches(hashSecret(one.text), other.hash)).toBe(false);
  });

  it('match nothing where there is no key', () => {
    expect(matches(newSecret().hash, null)).toBe(false);
  });
});
