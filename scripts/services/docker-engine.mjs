import Docker from 'dockerode';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOrphan, startChild } from './child.mjs';
import { openLog, tail } from './files.mjs';

/** @param {string} [socket] the one that DOCKER_HOST names, or the default, when absent */
export async function dockerAnswers(socket) {
  try {
    await new Docker({ timeout: 5000, ...(socket && { socketPath: socket }) }).ping();
    return true;
  } catch {
    return false;
  }
}

/** @returns {boolean} whether an init system runs the daemon here: then it is its business, and not ours to stop */
export const hasSystemd = () => existsSync('/run/systemd/system');

/**
 * Starts dockerd by hand, as root, and waits until it answers.
 *
 * @param {import('./state.mjs').State} state
 * @param {string} [place] a folder for everything of its own, socket included; the system's usual places when absent
 * @returns {Promise<{ socket: string, child: import('./child.mjs').Child }>}
 * @throws {Error} with the end of dockerd's log
 */
export async function startDockerd(state, place) {
  const name = 'dockerd';
  const log = path.join(state.logs, 'dockerd.log');
  await endOrphan(state.run, name);
  const socket = place ? path.join(place, 'docker.sock') : '/var/run/docker.sock';
  const ownPlaces = place
    ? [
        '--data-root',
        path.join(place, 'data'),
        '--exec-root',
        path.join(place, 'exec'),
        '--pidfile',
        path.join(place, 'pid'),
      ]
    : [];
  // Where the kernel lacks the tables for a bridge, containers without a network still run: ours have none.
  for (const network of [[], ['--bridge=none', '--iptables=false', '--ip6tables=false']]) {
    const output = openLog(log);
    const child = startChild({
      name,
      run: state.run,
      command: 'dockerd',
      args: ['--host', `unix://${socket}`, ...ownPlaces, ...network],
      spawn: { cwd: '/', stdio: ['ignore', output, output] },
    });
    while (child.ended() === undefined) {
      if (await dockerAnswers(socket)) return { socket, child };
      await delay(100);
    }
  }
  throw new Error(`dockerd did not start:\n${tail(log)}`);
}
