import { type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { canonicalJson } from '../../contracts/canonical-json.js';
import { Envelope, MAX_CERTIFICATE_BYTES, PAYLOAD_TYPE, Statement } from '../../contracts/certificate.js';
import { keyIdOf, type SigningKey } from './keys.js';

/** The bytes are not what a worker wrote: not canonical, not a certificate, or not signed by a pinned key. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

export interface VerifiedEnvelope {
  readonly statement: Statement;
  /** the pinned key whose signature holds; null where no key was pinned: then nothing is known about the author */
  readonly keyId: string | null;
}

/** The certificate's bytes: the envelope as canonical JSON (RFC 8785). Ed25519 is deterministic (RFC 8032), so are they. */
export function sign(statement: Statement, key: SigningKey): Uint8Array {
  const payload = Buffer.from(canonicalJson(Statement.parse(statement)));
  const sig = signBytes(null, preAuthenticationEncoding(PAYLOAD_TYPE, payload), key.privateKey);
  const envelope: Envelope = {
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: key.keyId, sig: sig.toString('base64') }],
  };
  return Buffer.from(canonicalJson(envelope));
}

/**
 * Reads a certificate. Exactly one byte string stands for each statement and key: re-encoding must give the same bytes
 * (no white space, no duplicate or unknown keys, strict base64), so nothing can hide in it. Throws CertificateError.
 */
export function verifyEnvelope(bytes: Uint8Array, pinnedKeys: readonly KeyObject[]): VerifiedEnvelope {
  const envelope = decode(bytes, Envelope, 'envelope');
  const payload = strictBase64(envelope.payload);
  const [{ keyid, sig }] = envelope.signatures;
  const signed = preAuthenticationEncoding(envelope.payloadType, payload);
  const signature = strictBase64(sig);
  const signer = pinnedKeys.find((key) => verifyBytes(null, signed, key, signature));
  if (pinnedKeys.length > 0 && !signer) throw new CertificateError('no pinned key made this signature');
  // `keyid` is not signed; it must still be the only one that is right, or one certificate would have many encodings.
  if (signer && keyIdOf(signer) !== keyid) throw new CertificateError('keyid is not that of the signing key');
  return { statement: decode(payload, Statement, 'statement'), keyId: signer ? keyIdOf(signer) : null };
}

/** PAE of DSSE v1 (https://github.com/secure-systems-lab/dsse/blob/master/protocol.md): lengths in bytes, decimal. */
export function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

function decode<T>(bytes: Uint8Array, schema: { parse(value: unknown): T }, what: string): T {
  if (bytes.length > MAX_CERTIFICATE_BYTES) throw new CertificateError(`${what}: larger than a certificate can be`);
  let value: T;
  try {
    value = schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)));
  } catch {
    throw new CertificateError(`${what}: malformed`);
  }
  if (Buffer.compare(Buffer.from(canonicalJson(value)), bytes) !== 0)
    throw new CertificateError(`${what}: not in canonical form`);
  return value;
}

function strictBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new CertificateError('not canonical base64');
  return bytes;
}
