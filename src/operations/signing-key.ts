import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../config/env.js';
import { loadOrCreateSigningKey, SIGNING_KEY_FILE, signingKeyFromPem } from '../verification/certificate/keys.js';
import { BackupError } from './manifest.js';

type Where = Pick<Env['worker'], 'signingKey' | 'signingKeyDir'>;

/** Copies the private key that certificates are signed with into the folder of a backup. */
export async function saveSigningKey({ signingKey, signingKeyDir }: Where, folder: string): Promise<void> {
  const pem = signingKey ?? (await readFile(join(signingKeyDir, SIGNING_KEY_FILE), 'utf8'));
  signingKeyFromPem(pem);
  await writeFile(join(folder, SIGNING_KEY_FILE), pem, { mode: 0o600, flush: true });
}

/** Puts a backup's key where workers look for it; false where the backup has none. An existing key is never replaced. */
export async function restoreSigningKey({ signingKeyDir }: Where, folder: string): Promise<boolean> {
  const pem = await readFile(join(folder, SIGNING_KEY_FILE), 'utf8').catch(() => null);
  if (pem === null) return false;
  signingKeyFromPem(pem);
  await mkdir(signingKeyDir, { recursive: true, mode: 0o700 });
  const path = join(signingKeyDir, SIGNING_KEY_FILE);
  await writeFile(path, pem, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new BackupError(`${path} is there already: move it away first`) : error;
  });
  return true;
}

/**
 * A new key in place of the old, which is kept beside it by its id. Workers sign with it from their next start on. What
 * was signed before stays valid: public keys stay in the database, and are served with the day of their first use.
 */
export async function rotateSigningKey({ signingKey, signingKeyDir }: Where): Promise<{ was: string; is: string }> {
  if (signingKey !== null) {
    throw new BackupError(
      'SIGNING_KEY is set: give the workers another one (openssl genpkey -algorithm ed25519) and restart them',
    );
  }
  const was = loadOrCreateSigningKey({ directory: signingKeyDir }).keyId;
  const path = join(signingKeyDir, SIGNING_KEY_FILE);
  const retired = join(signingKeyDir, `retired-${was.slice(0, 16)}.pem`);
  await rename(path, retired);
  return { was, is: loadOrCreateSigningKey({ directory: signingKeyDir }).keyId };
}
