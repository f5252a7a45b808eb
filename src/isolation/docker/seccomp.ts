/**
 * The system calls that Node, its threads and WebAssembly, docker-init and runc need, measured on x86_64 with Node 20
 * and 24; all others fail with EPERM. Docker's own profile allows more: AF_VSOCK (reaches the hypervisor), io_uring,
 * ptrace, memfd_create (executes in spite of a noexec /tmp), keyrings through its kernel defaults.
 * There is no `socket`: a program talks through its pipes or not at all.
 */
const ALLOWED = [
  // files
  'access close close_range dup dup2 dup3 chdir fchdir faccessat faccessat2 fadvise64 fallocate fchmod fchmodat fcntl',
  'fdatasync flock fstat fstatfs fsync ftruncate getcwd getdents64 inotify_init1 ioctl lseek lstat mkdir mkdirat',
  'newfstatat open openat pread64 preadv pwrite64 pwritev read readlink readlinkat readv rename renameat renameat2',
  'rmdir sendfile stat statfs statx truncate umask unlink unlinkat utimensat write writev',
  // memory
  'brk madvise membarrier mincore mlock mmap mprotect mremap munlock munmap pkey_alloc pkey_free pkey_mprotect',
  // waiting, pipes, time
  'clock_getres clock_gettime clock_nanosleep epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2',
  'futex gettimeofday nanosleep pipe pipe2 poll ppoll pselect6 select timerfd_create timerfd_settime times',
  'recvfrom recvmsg sendmsg sendto shutdown socketpair getpeername getsockname getsockopt',
  // processes, threads, signals; `clone` and `personality` are below
  'arch_prctl execve exit exit_group getcpu getpgid getpgrp getpid getppid getpriority getrlimit getrusage getsid',
  'gettid kill pidfd_open prctl prlimit64 restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn',
  'rt_sigsuspend rt_sigtimedwait sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr',
  'sched_getparam sched_getscheduler sched_setaffinity sched_yield set_robust_list set_tid_address setpgid',
  'setpriority setsid sigaltstack tgkill vfork wait4 waitid',
  // identity: runc drops its own with these after the filter is loaded; no capability is left to gain any
  'capget capset getegid geteuid getgid getgroups getresgid getresuid getuid setfsgid setfsuid setgid setgroups',
  'setregid setresgid setresuid setreuid setuid',
  // the machine
  'getrandom sysinfo uname',
].flatMap((line) => line.split(' '));

/** CLONE_NEWTIME … CLONE_NEWNET: every flag that would make a namespace. */
const CLONE_NEW_ANYTHING = 0x7e020000;
const ENOSYS = 38;

/** In the format of Docker's `--security-opt seccomp=`. */
export const SECCOMP_PROFILE = {
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: 1,
  architectures: ['SCMP_ARCH_X86_64'],
  syscalls: [
    { names: ALLOWED, action: 'SCMP_ACT_ALLOW' },
    {
      names: ['clone'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value: CLONE_NEW_ANYTHING, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
    },
    // A filter cannot look through clone3's pointer; ENOSYS makes libc fall back to clone.
    { names: ['clone3', 'io_uring_setup'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    {
      names: ['personality'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value: 0xffffffff, op: 'SCMP_CMP_EQ' }],
    },
  ],
} as const;

/** The profile was measured on x86_64 only; elsewhere Docker's default stands in and the canary reports it. */
export function seccompOption(daemonArchitecture: string): readonly string[] {
  return daemonArchitecture === 'x86_64' ? [`seccomp=${JSON.stringify(SECCOMP_PROFILE)}`] : [];
}
