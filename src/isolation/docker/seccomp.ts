import { CLONE_NEW_ANYTHING, CONTAINER_SYSCALLS, NODE_SYSCALLS } from '../syscall-allow-list.js';

const ENOSYS = 38;

/**
 * In the format of Docker's `--security-opt seccomp=`. Docker's own profile allows more: AF_VSOCK (reaches the
 * hypervisor), io_uring, ptrace, memfd_create. Whatever is not named fails with EPERM.
 */
export const SECCOMP_PROFILE = {
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: 1,
  architectures: ['SCMP_ARCH_X86_64'],
  syscalls: [
    { names: [...NODE_SYSCALLS, ...CONTAINER_SYSCALLS], action: 'SCMP_ACT_ALLOW' },
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
};

/** The profile was measured on x86_64 only; elsewhere Docker's default stands in and the canary reports it. */
export function seccompOption(daemonArchitecture: string): readonly string[] {
  return daemonArchitecture === 'x86_64' ? [`seccomp=${JSON.stringify(SECCOMP_PROFILE)}`] : [];
}
