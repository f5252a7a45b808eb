import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key of HKDF-SHA256 (RFC 5869) from the caller's whole API key, which is stored nowhere: who reads
 * the database cannot read a secret that an answer showed. Salt, tag and ciphertext, in this order.
 */
export function seal(text: string, apiKey: string): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const { key, nonce } = derive(apiKey, salt);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, cipher.getAuthTag(), sealed]);
}

/** Null where it was sealed for another key. */
export function unseal(sealed: Buffer, apiKey: string): string | null {
  const { key, nonce } = derive(apiKey, sealed.subarray(0, SALT_BYTES));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(SALT_BYTES, SALT_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(SALT_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** Key and nonce from one fresh salt: no pair is ever used twice. */
function derive(apiKey: string, salt: Buffer): { key: Buffer; nonce: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', apiKey, salt, 'idempotency answer', KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}
