import type { SandboxErrorCode } from '../../src/isolation/sandbox-error.js';

const ITS_KERNEL = 'answered by gVisor’s own kernel in user space; the host’s kernel is not asked';

/** What gVisor lets, and why that is bearable: seen with Debian's build of December 2022. */
export const GVISOR_REMAINS: ReadonlyMap<string, string> = new Map([
  ['tmp_inodes', 'gVisor counts no files; they are memory of the sandbox, which is limited'],
  ['tmp_sparse_file', 'gVisor limits no file size; a hole takes no memory'],
  ['tcp_loopback', 'its own loopback, where nobody but itself listens'],
  ['listen', 'on its own loopback, where nobody but itself calls'],
  ['interpret_from_tmp', 'a child in the same sandbox; the program could have done the same itself'],
  ['devices', '/dev/fuse and /dev/net/tun of gVisor’s own kernel; no device of the host'],
  ['symlink', 'in its own /tmp, from which nothing is taken'],
  ['kill_others', 'its own init, alone with it in the sandbox: it can end itself anyway'],
  ['kernel_version', 'the version that gVisor pretends to, not the host’s'],
  ...[
    'netlink_socket',
    'unix_socket',
    'vsock',
    'af_alg',
    'unshare_user',
    'clone_user',
    'setns',
    'ptrace_traceme',
    'io_uring',
    'perf_event_open',
    'open_by_handle_at',
    'memfd_create',
    'mknod',
    'personality',
    'syslog',
    'shmget',
    'set_mempolicy',
  ].map((name) => [name, ITS_KERNEL] as const),
]);

const WITH_IT: readonly SandboxErrorCode[] = ['memory_limit', 'crashed'];

/**
 * Ends that differ from the other backends': its kernel is a process that the host's ends with the whole sandbox, not
 * always with a word about memory, and it limits no processor time.
 */
export const GVISOR_ENDS: ReadonlyMap<string, readonly SandboxErrorCode[]> = new Map([
  ['fork_bomb', ['crashed']],
  ['memory_bomb_offheap', WITH_IT],
  ['memory_bomb_heap', WITH_IT],
  ['memory_bomb_in_child', WITH_IT],
  ['processor_loop', ['time_limit']],
]);
