import { execFileSync, spawnSync } from 'node:child_process';

/**
 * PostgreSQL refuses to run as root and Redis has no need to, so root starts them under another account.
 *
 * @typedef {{ uid: number, gid: number }} Account
 * @returns {Account | undefined} `nobody`, which every Unix has; undefined when this process is not root
 */
export function serviceAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Asked of the kernel by a process of that account: modes alone do not tell (ACLs, mount options, 0700 parents).
 *
 * @param {string} folder absolute
 * @param {Account | undefined} account
 */
export function canEnter(folder, account) {
  return account === undefined || spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}
