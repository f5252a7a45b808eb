/**
 * The system calls that Node, its threads and WebAssembly need, measured on x86_64 with Node 20 and 24. There is no
 * `socket`: a program talks through its pipes or not at all. Left out on purpose, beside the obvious: io_uring,
 * memfd_create (executes in spite of a noexec mount), ptrace, keyrings, links, device nodes.
 */
export const NODE_SYSCALLS: readonly string[] = [
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
  'recvfrom recvmsg sendmsg sendto shutdown getpeername getsockname getsockopt',
  // threads, signals, the process itself
  'arch_prctl capget exit exit_group getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid',
  'getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid prctl restart_syscall rseq rt_sigaction',
  'rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max',
  'sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_yield',
  'set_robust_list set_tid_address sigaltstack wait4 waitid',
  // the machine
  'getrandom sysinfo uname',
].flatMap((line) => line.split(' '));

/**
 * What a container needs besides: docker-init forwards signals and starts the program, runc drops its identity after
 * the filter is loaded. They reach nothing outside of the container's namespaces, and no capability is left to gain.
 */
export const CONTAINER_SYSCALLS: readonly string[] = [
  'execve kill tgkill pidfd_open prlimit64 sched_setaffinity setpgid setpriority setsid socketpair vfork',
  'capset setfsgid setfsuid setgid setgroups setregid setresgid setresuid setreuid setuid',
].flatMap((line) => line.split(' '));

/** CLONE_NEWTIME … CLONE_NEWNET: every flag of clone(2) that would make a namespace. */
export const CLONE_NEW_ANYTHING = 0x7e020000;
