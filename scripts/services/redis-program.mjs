import { install, isRootOnDebian, onPath } from './debian.mjs';

/** Valkey is Redis's open continuation, with the same protocol and configuration. */
const names = ['redis-server', 'valkey-server'];

/**
 * @param {(line: string) => void} say
 * @returns {string | undefined} the program to run; as root on Debian it is installed where it is missing
 */
export function redisProgram(say) {
  const find = () => names.find((name) => onPath(name, '--version'));
  const found = find();
  if (found !== undefined || !isRootOnDebian()) return found;
  say('Redis is not here');
  install(['redis-server'], say);
  return find();
}

/** @returns {string} the one command that brings Redis to this machine */
export function howToInstallRedis() {
  const commands = [
    ['apt-get', 'sudo apt-get install -y redis-server'],
    ['dnf', 'sudo dnf install -y valkey'],
    ['pacman', 'sudo pacman -S --noconfirm valkey'],
    ['apk', 'sudo apk add redis'],
    ['brew', 'brew install redis'],
    ['docker', 'docker pull redis:7'],
  ];
  const known = commands.find(([manager]) => onPath(manager, '--version'));
  return known ? `type: ${known[1]}` : 'install redis-server 7 or newer, or set REDIS_URL';
}
