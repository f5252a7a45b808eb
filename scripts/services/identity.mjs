import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * A process number is used again after its process ended or the machine restarted; number and start time together are not.
 *
 * @param {number} pid
 * @returns {string | undefined} when that process started, in its kernel's own words; undefined when there is none
 */
export function startOf(pid) {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
  }
  try {
    // proc(5): the name in parentheses may hold spaces; after it come state (field 3) … starttime (field 22).
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    if (fields[0] === 'Z') return undefined;
    return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid @returns {string} what is written down to know this very process again */
export const identityOf = (pid) => JSON.stringify({ pid, start: startOf(pid) });

/**
 * @param {string} file where identityOf was written
 * @returns {number | undefined} the process number, if that very process still runs
 */
export function alive(file) {
  try {
    const { pid, start } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return start !== undefined && startOf(pid) === start ? pid : undefined;
  } catch {
    return undefined;
  }
}
