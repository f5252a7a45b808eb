import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  CertificateError,
  preAuthenticationEncoding,
  sign,
  verifyEnvelope,
} from '../../../../src/verification/certificate/envelope.js';
import { publicKeyFromPem, signingKeyFromPem } from '../../../../src/verification/certificate/keys.js';
import { sample } from './predicate.js';

const newKey = () =>
  signingKeyFromPem(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const key = newKey();
const pinned = [publicKeyFromPem(key.publicKeyPem)];
const bytes = sign(sample, key);
const text = Buffer.from(bytes).toString();

describe('the DSSE envelope', () => {
  it('encodes as the protocol page of DSSE shows', () => {
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(encoded).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, not characters', () => {
    const encoded = preAuthenticationEncoding('é', Buffer.from('日本'));
    expect(Buffer.from(encoded).toString()).toBe('DSSEv1 2 é 6 日本');
  });

  it('gives back the statement and the key that signed it', () => {
    expect(verifyEnvelope(bytes, pinned)).toEqual({ statement: sample, keyId: key.keyId });
  });

  it('can be verified by any DSSE client: the signature is over PAE(type, decoded payload)', () => {
    const envelope = JSON.parse(text) as { payload: string; payloadType: string; signatures: { sig: string }[] };
    const payload = Buffer.from(envelope.payload, 'base64');
    const message = Buffer.concat([
      Buffer.from(`DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `),
      payload,
    ]);
    const signature = Buffer.from(envelope.signatures[0]!.sig, 'base64');
    expect(verify(null, message, key.publicKeyPem, signature)).toBe(true);
  });

  it('is deterministic', () => {
    expect(Buffer.from(sign(sample, key)).equals(bytes)).toBe(true);
  });

  it('finds the signer among rotated keys', () => {
    const keys = [publicKeyFromPem(newKey().publicKeyPem), ...pinned];
    expect(verifyEnvelope(bytes, keys).keyId).toBe(key.keyId);
  });

  it('names no author where no key is pinned', () => {
    expect(verifyEnvelope(bytes, []).keyId).toBeNull();
  });

  it('refuses a signature of another key', () => {
    expect(() => verifyEnvelope(bytes, [publicKeyFromPem(newKey().publicKeyPem)])).toThrow(CertificateError);
  });

  it('refuses every single flipped bit', () => {
    // 3 bits of each byte, all bytes: a flip may leave the JSON, the base64 or the signature broken; none may pass.
    const survivors: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      for (const bit of [1, 4, 32]) {
        const flipped = Uint8Array.from(bytes);
        flipped[i]! ^= bit;
        try {
          verifyEnvelope(flipped, pinned);
          survivors.push(i);
        } catch (error) {
          if (!(error instanceof CertificateError)) throw error;
        }
      }
    }
    expect(survivors).toEqual([]);
  });

  const edit = (change: (envelope: Record<string, unknown>) => void) => {
    const envelope = JSON.parse(text) as Record<string, unknown>;
    change(envelope);
    return JSON.stringify(envelope);
  };
  const payloadOf = (json: string) => Buffer.from(json).toString('base64');
  const payload = Buffer.from((JSON.parse(text) as { payload: string }).payload, 'base64').toString();

  // Without a pinned key, so that only the form decides.
  it.each([
    ['white space after the end', text + '\n'],
    ['a byte order mark', `\ufeff${text}`],
    ['a space inside', text.replace('{', '{ ')],
    ['keys in another order', edit(reorder)],
    ['a key twice', text.replace('{', '{"payload":"",')],
    ['an unknown key', edit((e) => (e.zzz = 1))],
    ['a second signature', edit((e) => (e.signatures as unknown[]).push((e.signatures as unknown[])[0]))],
    ['base64 without padding', edit((e) => (e.payload = (e.payload as string).replace(/=*$/, '') + 'A'))],
    ['the URL alphabet', edit((e) => (e.payload = payloadOf(payload + '>>>???').replaceAll('/', '_')))],
    ['a payload with white space', edit((e) => (e.payload = payloadOf(payload.replace('{', '{ '))))],
    ['a payload with a key twice', edit((e) => (e.payload = payloadOf(payload.replace('{', '{"_type":1,'))))],
    [
      'a payload with a number written otherwise',
      edit((e) => (e.payload = payloadOf(payload.replace('1.25', '1.250')))),
    ],
    ['a payload with an unknown key', edit((e) => (e.payload = payloadOf(payload.replace(/}$/, ',"zzz":1}'))))],
    ['another payload type', text.replace('in-toto+json', 'in-toto+JSON')],
    ['no JSON at all', 'user_id,item_id'],
  ])('refuses %s', (_, tampered) => {
    expect(tampered).not.toBe(text);
    expect(() => verifyEnvelope(Buffer.from(tampered), [])).toThrow(CertificateError);
  });

  function reorder(envelope: Record<string, unknown>) {
    const { payload, ...rest } = envelope;
    for (const name of Object.keys(envelope)) delete envelope[name];
    Object.assign(envelope, rest, { payload });
  }
});
