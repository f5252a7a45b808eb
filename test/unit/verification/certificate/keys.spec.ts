import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  loadOrCreateSigningKey,
  publicKeyFromPem,
  SigningKeyError,
  signingKeyFromPem,
} from '../../../../src/verification/certificate/keys.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'keys-'))));
afterEach(() => rmSync(directory, { recursive: true }));
const file = () => join(directory, readdirSync(directory)[0]!);

describe('the signing key', () => {
  it('is created once, alone in its folder, readable by its owner only', () => {
    const first = loadOrCreateSigningKey({ directory });
    expect(loadOrCreateSigningKey({ directory }).keyId).toBe(first.keyId);
    expect(readdirSync(directory)).toHaveLength(1);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });

  it('is refused where others can read it', () => {
    loadOrCreateSigningKey({ directory });
    chmodSync(file(), 0o640);
    expect(() => loadOrCreateSigningKey({ directory })).toThrow(SigningKeyError);
  });

  it('has as id the SHA-256 of the SPKI: the 32 key bytes behind the RFC 8410 prefix', () => {
    // RFC 8032, section 7.1, TEST 1
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex').toString('base64');
    const key = signingKeyFromPem(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`);
    const spki = Buffer.from(`302a300506032b6570032100${publicKey}`, 'hex');
    expect(key.keyId).toBe(createHash('sha256').update(spki).digest('hex'));
    expect(key.publicKeyPem).toContain(spki.toString('base64'));
  });

  it('must be Ed25519, and only a public half can be pinned', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ed = generateKeyPairSync('ed25519');
    const pem = (key: typeof ec.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => signingKeyFromPem(pem(ec.privateKey))).toThrow(SigningKeyError);
    expect(() => publicKeyFromPem(ec.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow(
      SigningKeyError,
    );
    expect(() => publicKeyFromPem(pem(ed.privateKey))).toThrow(SigningKeyError);
    expect(() => signingKeyFromPem('nonsense')).toThrow(SigningKeyError);
  });
});
