import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { alive, identityOf } from './identity.mjs';

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<string>} exited how it ended ("code 1", "SIGKILL"), once it has
 * @property {() => string | undefined} ended the same, now
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {() => Promise<void>} stop asks, waits, and kills past the deadline
 */

/**
 * Starts a program in a process group of its own (Ctrl-C reaches only us, and we stop everything in order) and writes
 * down which process it is, so that the next start can end it if we are killed and it lives on.
 *
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.run folder of the identity files
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {import('node:child_process').SpawnOptions} [options.spawn]
 * @param {NodeJS.Signals} [options.quit] the signal that asks it to end
 * @param {number} [options.deadline] milliseconds between asking and killing
 * @returns {Child}
 */
export function startChild({ name, run, command, args, spawn: spawnOptions, quit = 'SIGTERM', deadline = 20_000 }) {
  const child = spawn(command, args, { detached: true, ...spawnOptions });
  const file = identityFile(run, name);
  if (child.pid !== undefined) fs.writeFileSync(file, identityOf(child.pid), { mode: 0o600 });
  let ended;
  const exited = new Promise((resolve) => {
    const end = (how) => {
      ended = how;
      fs.rmSync(file, { force: true });
      resolve(how);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
  });
  return {
    pid: child.pid,
    exited,
    ended: () => ended,
    signal: (signal) => child.kill(signal),
    stop: async () => {
      if (ended !== undefined) return;
      child.kill(quit);
      const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
      await exited;
      clearTimeout(timer);
    },
  };
}

/**
 * Ends what a killed predecessor left running under this name. The caller holds the folder's lock, so it is nobody else's.
 *
 * @param {string} run
 * @param {string} name
 * @param {NodeJS.Signals} [quit]
 * @param {number} [deadline] milliseconds
 * @returns {Promise<boolean>} whether there was one
 */
export async function endOrphan(run, name, quit = 'SIGTERM', deadline = 20_000) {
  const file = identityFile(run, name);
  const pid = alive(file);
  if (pid !== undefined) {
    process.kill(pid, quit);
    const killAt = Date.now() + deadline;
    while (alive(file) !== undefined) {
      if (Date.now() > killAt) process.kill(pid, 'SIGKILL');
      await delay(50);
    }
  }
  fs.rmSync(file, { force: true });
  return pid !== undefined;
}

const identityFile = (run, name) => path.join(run, `${name}.json`);
