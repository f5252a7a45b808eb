import type { RunLimits } from '../../src/isolation/run-limits.js';
import type { SandboxErrorCode } from '../../src/isolation/sandbox-error.js';
import { GVISOR_ENDS, GVISOR_REMAINS } from './gvisor.js';

export type BackendName = 'docker' | 'gvisor' | 'process';

/** One hostile thing to try, and what is known to remain open. */
export interface HostileProbe {
  readonly name: string;
  readonly tries: string;
  /** probes: judged from inside by what the kernel answers; scenarios: judged by how the run ends */
  readonly program: 'probes' | 'syscalls' | 'scenarios';
  readonly limits?: Partial<RunLimits>;
  /** errors of the run that mean "stopped"; absent: the run must succeed and the probe says what it met */
  readonly endsWith?: readonly SandboxErrorCode[];
  /** the same, where a backend ends it in another way */
  readonly endsOn?: Partial<Record<BackendName, readonly SandboxErrorCode[]>>;
  /** why it is not stopped, and why that is bearable */
  readonly remains?: Partial<Record<BackendName, string>>;
}

type Row = readonly [name: string, tries: string, rest?: Omit<HostileProbe, 'name' | 'tries' | 'program'>];
const group = (program: HostileProbe['program'], rows: readonly Row[]): HostileProbe[] =>
  rows.map(([name, tries, rest]) => ({ name, tries, program, ...rest }));

const RESOURCES = group('probes', [
  ['fork_bomb', 'start 200 processes'],
  ['thread_bomb', 'start 500 threads', { endsWith: ['memory_limit', 'crashed'] }],
  ['memory_bomb_offheap', 'allocate buffers without end', { endsWith: ['memory_limit'] }],
  ['memory_bomb_heap', 'allocate objects without end', { endsWith: ['memory_limit'] }],
  ['memory_bomb_in_child', 'let a child allocate without end, then report success', { endsWith: ['memory_limit'] }],
  ['tmp_fill', 'write 256 MiB to /tmp in files of 1 MiB'],
  ['tmp_single_file', 'write 256 MiB to one file in /tmp'],
  ['tmp_inodes', 'create 20,000 files in /tmp'],
  ['tmp_sparse_file', 'make a sparse file of 1 TB'],
  ['shared_memory_fill', 'write 32 MiB to /dev/shm'],
  ['descriptors', 'open 5,000 files'],
  ['processor_loop', 'loop for ever', { limits: { cpuSeconds: 1, wallMs: 20_000 }, endsWith: ['cpu_limit'] }],
  [
    'loop_ignoring_signals',
    'loop for ever, ignoring SIGTERM and SIGXCPU',
    { limits: { wallMs: 4_000 }, endsWith: ['time_limit'] },
  ],
  ['silence', 'say nothing and never end', { limits: { wallMs: 3_000 }, endsWith: ['time_limit'] }],
]);

const NETWORK = group('probes', [
  ['tcp_out', 'connect to public, private and the host’s addresses'],
  ['tcp_loopback', 'connect to PostgreSQL, Redis and Docker on 127.0.0.1'],
  ['metadata_address', 'ask 169.254.169.254 for the machine’s credentials'],
  ['dns', 'resolve a name'],
  ['udp_out', 'send a datagram'],
  ['listen', 'listen on a port'],
  ['docker_socket', 'reach the Docker, containerd or Podman socket'],
]);

const FILES = group('probes', [
  ['rootfs_write', 'write to the root file system, its programs and /dev'],
  ['host_files', 'read /etc/shadow, /etc/passwd, /root, /home, /var/lib, /boot'],
  ['own_program', 'change its own program'],
  ['environment', 'find secrets in its own environment'],
  ['environment_of_others', 'read the environment of other processes, the worker’s among them'],
  ['processes_of_others', 'list other processes'],
  [
    'memory_of_others',
    'open the memory of its init or its parent',
    { remains: { docker: 'its own init, alone with it in the container, same user' } },
  ],
  ['execute_from_tmp', 'write a program to /tmp and run it'],
  ['load_library_from_tmp', 'write a library to /tmp and load it'],
  [
    'interpret_from_tmp',
    'write a script to /tmp and have Node run it',
    { remains: { docker: 'a child in the same container; the program could have done the same itself' } },
  ],
  ['shell', 'run a shell, su, mount or npm'],
  ['devices', 'open /dev/mem, disks, kvm, fuse, tun'],
  ['kernel_settings', 'open sysrq, core_pattern, cgroup and kernel settings for writing'],
  ['symlink', 'leave links to /etc/shadow among the artifacts'],
  ['hard_link', 'link its program to another place'],
  [
    'kill_others',
    'signal init, its parent and everything',
    { remains: { docker: 'its own init, alone with it in the container: it can end itself anyway' } },
  ],
  [
    'kernel_version',
    'read the kernel’s version',
    { remains: { docker: 'uname cannot be hidden without gVisor', process: 'uname cannot be hidden' } },
  ],
]);

const SYSCALLS = group('syscalls', [
  ['raw_socket', 'open a raw socket'],
  ['packet_socket', 'open a packet socket'],
  ['netlink_socket', 'open a netlink socket'],
  ['unix_socket', 'open a UNIX socket'],
  ['vsock', 'open a socket to the hypervisor (AF_VSOCK)'],
  ['af_alg', 'open a socket to the kernel’s cryptography (AF_ALG)'],
  ['setuid_root', 'become root'],
  ['setgroups', 'change its groups'],
  ['chroot', 'change its root'],
  ['pivot_root', 'exchange the root file system'],
  ['mount_tmpfs', 'mount a file system'],
  ['remount_rw', 'remount the root writable'],
  ['fsopen', 'mount through the new interface (fsopen)'],
  ['open_tree', 'copy a mount (open_tree)'],
  ['unshare_user', 'unshare into a user namespace'],
  ['clone_user', 'clone into a user namespace'],
  ['clone3', 'call clone3, whose flags no filter can see'],
  ['setns', 'join another namespace'],
  ['ptrace_traceme', 'be traced'],
  ['ptrace_attach', 'trace its parent'],
  ['process_vm_readv', 'read the memory of its parent'],
  ['pidfd_getfd', 'take a descriptor of another process'],
  ['keyctl', 'look at the kernel’s keyrings'],
  ['add_key', 'add a key'],
  ['bpf', 'load a BPF program'],
  ['io_uring', 'set up io_uring'],
  ['userfaultfd', 'handle page faults (userfaultfd)'],
  ['perf_event_open', 'open a performance counter'],
  ['open_by_handle_at', 'open a file by its handle'],
  ['kexec_load', 'load another kernel'],
  ['init_module', 'load a kernel module'],
  ['memfd_create', 'make a file in memory, which executes in spite of noexec'],
  ['mknod', 'make a device node'],
  ['personality', 'switch address randomization off'],
  ['syslog', 'read the kernel’s log'],
  ['reboot', 'reboot'],
  ['settimeofday', 'set the clock'],
  ['sethostname', 'set the host name'],
  ['swapon', 'add swap'],
  ['ioperm', 'reach I/O ports'],
  ['modify_ldt', 'change its segment table'],
  ['shmget', 'make a shared memory segment'],
  ['fanotify_init', 'watch file accesses'],
  ['ioprio_set', 'raise its I/O priority'],
  ['set_mempolicy', 'set its memory policy'],
]);

const VIOLATION = { endsWith: ['protocol_violation'] } as const;
const FLOOD = { endsWith: ['output_limit'] } as const;
const PROTOCOL = group('scenarios', [
  ['stdout_flood', 'write to stdout without end', FLOOD],
  ['stderr_flood', 'write to stderr without end', FLOOD],
  ['event_flood', 'report progress without end', FLOOD],
  ['oversized_artifact', 'write an artifact past its limit', FLOOD],
  ['oversized_frame', 'announce a frame of 4 GB', VIOLATION],
  ['unknown_frame_type', 'send a frame of unknown type', VIOLATION],
  ['not_json', 'send a message that is not JSON', VIOLATION],
  ['unknown_message', 'forge a certificate as a message', VIOLATION],
  ['forged_progress', 'report progress beyond 100 %, with markup in the stage', VIOLATION],
  ['extra_field', 'smuggle a path into a message', VIOLATION],
  ['path_as_artifact', 'name an artifact ../../etc/cron.d/x', VIOLATION],
  ['unknown_input', 'ask for an input that is not its own', VIOLATION],
  ['chunk_out_of_place', 'send bytes that belong to no artifact', VIOLATION],
  ['wrong_digest', 'claim another digest than the artifact has', VIOLATION],
  ['wrong_length', 'claim another length than the artifact has', VIOLATION],
  ['artifact_twice', 'replace an artifact that was accepted', VIOLATION],
  ['artifact_unfinished', 'give a result inside an artifact', VIOLATION],
  ['two_results', 'give a second result', VIOLATION],
  ['lingers', 'stay on after the result', VIOLATION],
  ['frame_cut_short', 'end inside a frame', { endsWith: ['crashed'] }],
  ['exit_0', 'end in good order without a result', { endsWith: ['crashed'] }],
]);

export const HOSTILE_PROBES: readonly HostileProbe[] = [
  ...RESOURCES,
  ...NETWORK,
  ...FILES,
  ...SYSCALLS,
  ...PROTOCOL,
].map((probe) => ({
  ...probe,
  remains: { ...probe.remains, gvisor: GVISOR_REMAINS.get(probe.name) },
  endsOn: { gvisor: GVISOR_ENDS.get(probe.name) },
}));
