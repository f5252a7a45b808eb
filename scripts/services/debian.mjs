import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** @returns {boolean} whether packages can be installed here without asking anybody */
export function isRootOnDebian() {
  return process.getuid?.() === 0 && fs.existsSync('/etc/debian_version') && onPath('apt-get', '--version');
}

/** @param {string} command @param {...string} args a harmless call, as `--version` @returns {boolean} */
export function onPath(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * @param {string[]} names packages of Debian's own
 * @param {(line: string) => void} say
 * @throws {Error} with the last lines of apt-get
 */
export function install(names, say) {
  say(`installing from Debian: ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) => spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
  const update = aptGet('update');
  const done = aptGet('install', '-y', '--no-install-recommends', ...names);
  if (done.status !== 0) {
    throw new Error(`apt-get could not install ${names.join(', ')}:\n${(update.stderr + done.stderr).slice(-1500)}`);
  }
}
