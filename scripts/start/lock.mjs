import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { alive, identityOf } from '../services/identity.mjs';

/**
 * One process at a time: two would start two servers on one database folder. A lock whose holder was killed is taken over.
 *
 * @param {string} file
 * @returns {number | undefined} the holder, if another process has it; undefined: it is ours
 */
export function takeLock(file) {
  for (;;) {
    try {
      // Written whole under another name and linked: who sees the lock can read who holds it.
      const passing = `${file}.${randomBytes(4).toString('hex')}`;
      fs.writeFileSync(passing, identityOf(process.pid), { mode: 0o600 });
      try {
        fs.linkSync(passing, file);
      } finally {
        fs.rmSync(passing);
      }
      return undefined;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = alive(file);
    if (holder !== undefined) return holder;
    discardStale(file);
  }
}

/** @param {string} file a lock that this process holds */
export const dropLock = (file) => fs.rmSync(file, { force: true });

/** Of several that find it stale, one renames it; what a late one renames may be a fresh lock, and goes back. */
function discardStale(file) {
  const aside = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (alive(aside) !== undefined) fs.linkSync(aside, file);
  fs.rmSync(aside);
}
