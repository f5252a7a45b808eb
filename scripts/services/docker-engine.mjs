import Docker from 'dockerode';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOrphan, startChild } from './child.mjs';
import { openLog, tail } from './files.mjs';

/** @param {string} [socketPath] what DOCKER_HOST names, or the usual socket, when absent */
export async function dockerAnswers(socketPath) {
  try {
    await new Docker({ timeout: 5000, ...(socketPath && { socketPath }) }).ping();
    return true;
  } catch {
    return false;
  }
}

/** @returns {boolean} whether an init system runs the daemon here: then it is its business, and not ours to stop */
export const hasSystemd = () => existsSync('/run/systemd/system');

/** Where clients look that are told nothing: also a daemon of ours alone listens there, as no other one does. */
const socket = '/var/run/docker.sock';

/**
 * Starts dockerd by hand, as root, and waits until it answers at the usual socket.
 *
 * @param {import('./state.mjs').State} state
 * @param {string} [place] a folder for its images and containers; the system's usual one when absent
 * @returns {Promise<{ host: string, child: import('./child.mjs').Child }>} `host`: as DOCKER_HOST says it
 * @throws {Error} with the end of dockerd's log
 */
export async function startDockerd(state, place) {
  const name = 'dockerd';
  const log = path.join(state.logs, 'dockerd.log');
  await endOrphan(state.run, name);
  const inPlace = (option, folder) => [option, path.join(place, folder)];
  const places = place ? [...inPlace('--data-root', 'data'), ...inPlace('--exec-root', 'exec')] : [];
  // Where the kernel lacks the tables for a bridge, containers without a network still run: ours have none.
  for (const network of [[], ['--bridge=none', '--iptables=false', '--ip6tables=false']]) {
    const output = openLog(log);
    const child = startChild({
      name,
      run: state.run,
      command: 'dockerd',
      args: ['--host', `unix://${socket}`, ...places, ...network],
      spawn: { cwd: '/', stdio: ['ignore', output, output] },
    });
    while (child.ended() === undefined) {
      if (await dockerAnswers(socket))
        return { host: `unix://${socket}`, child: place ? leavingNoMount(child, place) : child };
      await delay(100);
    }
  }
  throw new Error(`dockerd did not start:\n${tail(log)}`);
}

/** dockerd leaves its mount of the network namespace behind, and a folder with a mount in it cannot be removed. */
function leavingNoMount(child, place) {
  const stop = async () => {
    await child.stop();
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.filter((point) => point.startsWith(`${place}/`)).reverse()) {
      spawnSync('umount', ['--lazy', mount], { stdio: 'ignore' });
    }
  };
  return { ...child, stop };
}
