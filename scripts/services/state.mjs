import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { canEnter } from './account.mjs';
import { writePrivately } from './files.mjs';

/** Where state goes that the service account cannot reach below the data folder (a checkout in /root, mode 0700). */
const elsewhere = '/var/lib/algoapi-secure';

/**
 * Where one run keeps what: `data` is this process's own, `home` holds the folders of the service account.
 *
 * @typedef {{ data: string, home: string, run: string, logs: string, account: import('./account.mjs').Account | undefined }} State
 * @param {string} data absolute path of the data folder
 * @param {import('./account.mjs').Account | undefined} account
 * @returns {State}
 */
export function openState(data, account) {
  // 0711: the account passes through to its own folders and lists nothing. A folder that was there keeps its mode: it may
  // be anybody's.
  if (!fs.existsSync(data)) {
    fs.mkdirSync(data, { recursive: true });
    fs.chmodSync(data, account ? 0o711 : 0o700);
  }
  const run = path.join(data, 'run');
  const logs = path.join(data, 'logs');
  for (const folder of [run, logs]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { data, home: canEnter(data, account) ? data : homeElsewhere(data), run, logs, account };
}

/**
 * Named by a random id kept in the data folder, not by its path: whoever deletes the data folder starts afresh,
 * and does not meet an old database that knows nothing of the new files. A link makes the place findable.
 */
function homeElsewhere(data) {
  const file = path.join(data, 'instance-id');
  if (!fs.existsSync(file)) writePrivately(file, randomBytes(8).toString('hex'));
  const home = path.join(elsewhere, fs.readFileSync(file, 'utf8'));
  fs.mkdirSync(home, { recursive: true });
  fs.chmodSync(home, 0o711);
  const link = path.join(data, 'services');
  if (!fs.existsSync(link)) fs.symlinkSync(home, link);
  return home;
}

/** @param {string} name @returns {string} a root-owned place that the service account can read programs from */
export function sharedPlace(name) {
  fs.mkdirSync(elsewhere, { recursive: true });
  fs.chmodSync(elsewhere, 0o755);
  return path.join(elsewhere, name);
}
