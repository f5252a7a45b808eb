import { CLONE_NEW_ANYTHING, NODE_SYSCALLS } from '../../syscall-allow-list.js';
import { ALLOW, compile, errno, type Rule } from './bpf.js';
import { syscallNumber } from './syscall-numbers.js';

const EPERM = 1;
const ENOSYS = 38;
const CLONE_THREAD = 0x10000;
const PR_SET_NAME = 15;
const PR_GET_NAME = 16;
const PR_SET_VMA = 0x53564d41;

/**
 * The seccomp filter of the jail. Unlike a container there is no namespace around the program, so that it may start
 * threads but no processes, and may signal or limit nobody but itself. `execveat` is how the launcher starts it.
 */
export function jailFilter(pid: number): Buffer {
  const denied = errno(EPERM);
  const onItself = (name: string, ...values: number[]): Rule => ({
    nr: syscallNumber(name),
    ifArg0Is: values,
    otherwise: denied,
  });
  return compile(
    [
      { nr: syscallNumber('clone'), ifArg0Sets: CLONE_THREAD, andNoneOf: CLONE_NEW_ANYTHING, otherwise: denied },
      // ENOSYS makes libc fall back to clone, and libuv to epoll.
      { nr: syscallNumber('clone3'), action: errno(ENOSYS) },
      { nr: syscallNumber('io_uring_setup'), action: errno(ENOSYS) },
      onItself('kill', pid),
      onItself('tgkill', pid),
      onItself('prlimit64', 0, pid),
      onItself('prctl', PR_SET_NAME, PR_GET_NAME, PR_SET_VMA),
      { nr: syscallNumber('execveat'), action: ALLOW },
      ...NODE_SYSCALLS.filter((name) => name !== 'prctl').map((name) => ({ nr: syscallNumber(name), action: ALLOW })),
    ],
    denied,
  );
}
