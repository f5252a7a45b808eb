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

/**
 * The launcher of the process sandbox: takes everything away from itself that can be taken, then becomes the program.
 * Any step but Landlock and the namespaces must succeed; a failure ends the process before the program has run.
 * Landlock and seccomp bind this thread; exec ends all others.
 */
const CLONE_NEWNET = 0x40000000;
const CLONE_NEWIPC = 0x08000000;

const config = JSON.parse(process.argv[2] ?? '') as JailConfig;
const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
const libraries = sharedObjects.filter((path) => path.startsWith('/') && !path.endsWith('.node'));
// Opened as the worker's user: the next one may not be able to reach it by its path.
const node = openSync(config.node, 'r');

for (const [resource, soft, hard] of config.limits) setLimit(resource, soft, hard);
const ownNetwork = unshare(CLONE_NEWNET | CLONE_NEWIPC);
dropBoundingSet();
setNoNewPrivileges();
if (config.uid !== null) {
  process.setgroups?.([]);
  process.setgid?.(config.uid);
  process.setuid?.(config.uid);
}
dieWithParent();
const landlockAbi = confineFiles([
  [config.node, 'execute'],
  ...libraries.map((path) => [path, 'execute'] as const),
  ['/etc/ld.so.cache', 'read'],
  [config.program, 'read'],
  [`/proc/${process.pid}`, 'read-tree'],
  ['/dev/null', 'read-write'],
  ['/dev/urandom', 'read'],
]);
const status: JailStatus = { landlockAbi, ownNetwork };
writeSync(STATUS_FD, JSON.stringify(status));
[0, 1, 2].forEach(keepOnExec);
closeFrom3OnExec();
setSeccompFilter(jailFilter(process.pid));
execute(node, [config.node, ...config.nodeFlags, config.program]);
