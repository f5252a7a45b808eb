import { randomBytes } from 'node:crypto';
import fs from 'node:fs';

/**
 * Makes the folder if need be and gives it to the account. Mode 0700: databases hold every client's data.
 *
 * @param {string} folder
 * @param {import('./account.mjs').Account | undefined} account
 */
export function privateFolder(folder, account) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(folder, account.uid, account.gid);
}

/**
 * Written through a new name, so that a crash leaves the old content or the new, never half. Mode 0600 from the first byte.
 *
 * @param {string} file
 * @param {string} text
 * @param {import('./account.mjs').Account} [account] who is to read it; this process's own account when absent
 */
export function writePrivately(file, text, account) {
  const fresh = `${file}.${randomBytes(4).toString('hex')}`;
  fs.writeFileSync(fresh, text, { mode: 0o600, flag: 'wx' });
  if (account) fs.chownSync(fresh, account.uid, account.gid);
  fs.renameSync(fresh, file);
}

/**
 * @param {string} file where the secret is kept, mode 0600
 * @returns {string} 256 random bits in base64url: made at the first call, the same ever after
 */
export function keptSecret(file) {
  if (!fs.existsSync(file)) writePrivately(file, randomBytes(32).toString('base64url'));
  return fs.readFileSync(file, 'utf8');
}

/**
 * A log that outlives its writer's parent: a pipe would break when the parent is killed. One former run is kept.
 *
 * @param {string} file
 * @returns {number} a file descriptor to hand to a child as its stdout and stderr
 */
export function openLog(file) {
  if (fs.existsSync(file)) fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, 'a', 0o600);
}

/** @param {string} file @param {number} bytes @returns {string} the last bytes of the file, for an error message */
export function tail(file, bytes = 2000) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').slice(-bytes) : '';
}
