import type { CanaryObservation } from './canary-observation.js';
import type { SandboxLimits } from './sandbox.js';

type Holds = (seen: CanaryObservation, limits: SandboxLimits) => boolean;

/** What a full container guarantees, by the name that `missing` uses, and how the canary's observation shows it. */
const GUARANTEES: readonly (readonly [name: string, holds: Holds])[] = [
  ['unprivileged_user', (seen) => seen.uid > 0],
  ['no_capabilities', (seen) => /^0+$/.test(seen.capabilities)],
  ['no_new_privileges', (seen) => seen.no_new_privs],
  // Docker's default profile lets sockets through, ours and the jail's do not. gVisor has its own kernel instead.
  ['seccomp_profile', (seen) => seen.gvisor || (seen.seccomp_mode === 2 && seen.internet_socket === 'EPERM')],
  ['no_network', (seen) => seen.interfaces.every((name) => name === 'lo') || seen.internet_socket === 'EPERM'],
  // File permissions alone are no guarantee: the mount is read-only, or Landlock closes even what all may read.
  [
    'read_only_root',
    (seen) => seen.writable.length === 0 && (seen.root_mounted_read_only || seen.readable.length === 0),
  ],
  // Alone in its namespace the canary sees its own init; the environment of that is as empty as its own.
  [
    'files_confined',
    (seen) => seen.readable.every((path) => path === '/proc/1/environ' && seen.foreign_processes === 0),
  ],
  ['own_processes_only', (seen) => seen.foreign_processes === 0],
  ['empty_environment', (seen) => seen.environment.every((name) => DOCKER_SETS.has(name))],
  ['tmp_bounded', (seen) => !seen.tmp_writable || (seen.tmp_bytes !== null && seen.tmp_bytes <= 64 << 20)],
  ['tmp_not_executable', (seen) => seen.exec_from_tmp !== 'ok'],
  ['memory_hard_limit', (seen, limits) => seen.memory_bytes !== null && seen.memory_bytes <= limits.memoryBytes],
  ['process_limit', (seen) => seen.pids !== null && seen.pids <= 512],
  ['cpu_share', (seen, limits) => seen.cpus !== null && seen.cpus <= limits.cpus * 1.01],
  ['cpu_time_limit', (seen, limits) => seen.cpu_seconds !== null && seen.cpu_seconds <= Math.ceil(limits.cpuSeconds)],
  ['no_core_dump', (seen) => seen.core_bytes === 0],
];

/** Docker adds these to every container; they hold no secret. */
const DOCKER_SETS = new Set(['PATH', 'HOSTNAME', 'HOME']);

/** Names of the guarantees that do not hold, in a fixed order. */
export function missingGuarantees(seen: CanaryObservation, limits: SandboxLimits): string[] {
  return GUARANTEES.filter(([, holds]) => !holds(seen, limits)).map(([name]) => name);
}
