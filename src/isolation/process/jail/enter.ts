import { openSync, writeSync } from 'node:fs';
import { type JailConfig, type JailStatus, STATUS_FD } from './config.js';
import { jailFilter } from './filter.js';
import { confineFiles } from './landlock.js';
import {
  closeFrom3OnExec,
  dieWithParent,
  dropBoundingSet,
  execute,
  keepOnExec,
  setLimit,
  setNoNewPrivileges,
  setSeccompFilter,
  unshare,
} from './libc.js';

const CLONE_NEWNET = 0x40000000;
const CLONE_NEWIPC = 0x08000000;

/**
 * Takes everything away from this process that can be taken, then becomes `executable`, which may read itself, its
 * `libraries`, the program and its own /proc. Any step but Landlock and the namespaces must succeed: a failure throws
 * before the program has run. Landlock and seccomp bind the calling thread; exec ends all others.
 */
export function enterJail(
  { limits, uid, program }: JailConfig,
  executable: string,
  argv: readonly string[],
  libraries: readonly string[],
): never {
  // Opened as the worker's user: the next one may not be able to reach it by its path.
  const fd = openSync(executable, 'r');
  for (const [resource, soft, hard] of limits) setLimit(resource, soft, hard);
  const ownNetwork = unshare(CLONE_NEWNET | CLONE_NEWIPC);
  dropBoundingSet();
  setNoNewPrivileges();
  if (uid !== null) {
    process.setgroups?.([]);
    process.setgid?.(uid);
    process.setuid?.(uid);
  }
  dieWithParent();
  const landlockAbi = confineFiles([
    [executable, 'execute'],
    ...libraries.map((path) => [path, 'execute'] as const),
    ['/etc/ld.so.cache', 'read'],
    [program, 'read'],
    [`/proc/${process.pid}`, 'read-tree'],
    ['/dev/null', 'read-write'],
    ['/dev/urandom', 'read'],
  ]);
  const status: JailStatus = { landlockAbi, ownNetwork };
  writeSync(STATUS_FD, JSON.stringify(status));
  [0, 1, 2].forEach(keepOnExec);
  closeFrom3OnExec();
  setSeccompFilter(jailFilter(process.pid));
  return execute(fd, [executable, ...argv]);
}
