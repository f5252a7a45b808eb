import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

export interface SigningKey {
  /** lower-case hex SHA-256 of the public key's SPKI in DER (RFC 8410) */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** SPKI PEM: what the database keeps and a verifier pins */
  readonly publicKeyPem: string;
}

export const SIGNING_KEY_FILE = 'signing-key.pem';

/**
 * The key in `directory`, created on first use (PKCS#8 PEM, mode 0600). Workers that start together end with one key:
 * the file appears whole by link(2), which fails where it exists. Throws SigningKeyError where others can read it.
 */
export function loadOrCreateSigningKey(options: { readonly directory: string }): SigningKey {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const path = join(options.directory, SIGNING_KEY_FILE);
  if (!existsSync(path)) create(path);
  if ((statSync(path).mode & 0o077) !== 0)
    throw new SigningKeyError(`${SIGNING_KEY_FILE} must be readable by its owner only (0600)`);
  return signingKeyFromPem(readFileSync(path, 'utf8'));
}

/** Throws SigningKeyError unless `pem` is an Ed25519 private key. */
export function signingKeyFromPem(pem: string): SigningKey {
  const privateKey = parseKey(() => createPrivateKey(pem));
  const publicKey = createPublicKey(privateKey);
  return {
    keyId: keyIdOf(publicKey),
    privateKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Throws SigningKeyError unless `pem` is an Ed25519 public key; a private key is refused: nobody should hand it out. */
export function publicKeyFromPem(pem: string): KeyObject {
  if (/PRIVATE KEY/.test(pem)) throw new SigningKeyError('this is a private key; pin the public half');
  return parseKey(() => createPublicKey(pem));
}

export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

function create(path: string): void {
  const draft = `${path}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

function parseKey(parse: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw new SigningKeyError('not a key in PEM');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new SigningKeyError('only Ed25519 keys sign certificates');
  return key;
}
