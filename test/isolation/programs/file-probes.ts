import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { release } from 'node:os';
import { allowed, attempt, attemptAll, codeOf, type Probe, stopped } from './verdict.js';

const open = (path: string, flags: string) => () => closeSync(openSync(path, flags));
const forEach = (paths: string[], what: (path: string) => () => unknown) =>
  attemptAll(paths.map((path) => [path, what(path)] as const));

/** Environment of other processes: what it holds beyond the names that Docker sets itself. */
function foreignEnvironment(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  return text
    .split('\0')
    .map((entry) => entry.split('=')[0] ?? '')
    .filter((name) => name !== '' && !['PATH', 'HOSTNAME', 'HOME'].includes(name));
}

export const FILE_PROBES: Record<string, Probe> = {
  rootfs_write: () =>
    forEach(
      [
        '/x',
        '/etc/passwd',
        '/sandbox/x',
        '/sandbox/trainer.mjs',
        '/usr/local/bin/node',
        '/root/x',
        '/var/tmp/x',
        '/home/x',
        '/run/x',
        '/dev/x',
      ],
      (path) => () => appendFileSync(path, 'x'),
    ),
  host_files: () =>
    forEach(['/etc/shadow', '/etc/passwd', '/root', '/home', '/var/lib', '/boot'], (path) => () => {
      if (attempt(() => readFileSync(path)).stopped) readdirSync(path);
    }),
  own_program: () => attempt(() => appendFileSync(process.argv[1] ?? '', 'x')),
  environment: () => {
    const names = Object.keys(process.env).filter((name) => !['PATH', 'HOSTNAME', 'HOME'].includes(name));
    return names.length === 0 ? stopped('empty') : allowed(names.join(' '));
  },
  environment_of_others: () => {
    const seen = new Set<string>();
    const pids = [1, process.ppid, ...Array.from({ length: 50 }, (_, i) => process.pid - 1 - i)].filter(
      (pid) => pid > 0,
    );
    for (const pid of pids) attempt(() => foreignEnvironment(pid).forEach((name) => seen.add(name)));
    return seen.size === 0 ? stopped('nothing of others') : allowed([...seen].sort().join(' '));
  },
  processes_of_others: () => {
    let pids: string[] = [];
    const listed = attempt(() => (pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))));
    if (listed.stopped) return listed;
    const others = pids.filter((pid) => pid !== '1' && pid !== String(process.pid));
    return others.length === 0 ? stopped('none to be seen') : allowed('others are listed');
  },
  memory_of_others: () =>
    forEach(
      [1, process.ppid].map((pid) => `/proc/${pid}/mem`),
      (path) => open(path, 'r+'),
    ),
  execute_from_tmp: () => {
    const made = attempt(() => writeFileSync('/tmp/run', `#!${process.execPath}\n`, { mode: 0o700 }));
    if (made.stopped) return made;
    const { error } = spawnSync('/tmp/run');
    return error ? stopped(codeOf(error)) : allowed('it ran');
  },
  load_library_from_tmp: () => {
    const made = attempt(() => writeFileSync('/tmp/lib.node', readFileSync('/proc/self/exe').subarray(0, 1 << 20)));
    if (made.stopped) return made;
    const verdict = attempt(() => process.dlopen({ exports: {} }, '/tmp/lib.node'));
    return verdict.stopped ? stopped('ERR_DLOPEN_FAILED') : verdict;
  },
  /** An interpreter that is there may interpret a file: the same code could have been in the program. */
  interpret_from_tmp: () => {
    const made = attempt(() => writeFileSync('/tmp/run.js', ''));
    if (made.stopped) return made;
    const { error, status } = spawnSync(process.execPath, ['/tmp/run.js']);
    return error ? stopped(codeOf(error)) : allowed(`ended with ${status}`);
  },
  shell: () =>
    attemptAll(
      ['/bin/sh', '/bin/bash', '/bin/busybox', '/usr/bin/env', '/usr/bin/su', '/usr/bin/mount', '/usr/bin/npm'].map(
        (path) => [
          path,
          () => {
            const { error } = spawnSync(path, ['-c', 'true']);
            if (error) throw error;
          },
        ],
      ),
    ),
  devices: () =>
    forEach(['/dev/mem', '/dev/kmsg', '/dev/vda', '/dev/sda', '/dev/kvm', '/dev/fuse', '/dev/net/tun'], (path) =>
      open(path, 'r'),
    ),
  kernel_settings: () =>
    forEach(
      [
        '/proc/sysrq-trigger',
        '/proc/sys/kernel/core_pattern',
        '/proc/sys/vm/overcommit_memory',
        '/sys/kernel/uevent_helper',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes',
        '/sys/fs/cgroup/memory/release_agent',
        '/sys/fs/cgroup/memory.max',
        '/sys/fs/cgroup/cgroup.procs',
      ],
      (path) => open(path, 'r+'),
    ),
  symlink: () =>
    attemptAll([
      ['absolute', () => symlinkSync('/etc/shadow', '/tmp/model')],
      ['relative', () => symlinkSync('../../etc/passwd', '/tmp/relative')],
    ]),
  hard_link: () => attempt(() => linkSync(process.argv[1] ?? '', '/tmp/link')),
  kernel_version: () => allowed(release() === '' ? 'unknown' : 'uname'),
  kill_others: () =>
    attemptAll(
      [1, process.ppid, -1].map((pid) => [
        String(pid),
        () => {
          process.kill(pid, 0);
        },
      ]),
    ),
};
