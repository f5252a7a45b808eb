import { describe, expect, it } from 'vitest';
import { jailFilter } from '../../../src/isolation/process/jail/filter.js';
import { syscallNumber } from '../../../src/isolation/process/jail/syscall-numbers.js';

const PID = 4242;
const X86_64 = 0xc000003e;
const filter = jailFilter(PID);

/** Runs the filter as the kernel does (Documentation/userspace-api/seccomp_filter.rst), for the instructions it has. */
function verdict(nr: number, arg0 = 0, arch = X86_64): string {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(nr, 0);
  data.writeUInt32LE(arch, 4);
  data.writeUInt32LE(arg0 >>> 0, 16);
  let accumulator = 0;
  for (let pc = 0; ; pc++) {
    const code = filter.readUInt16LE(pc * 8);
    const [jt, jf] = [filter.readUInt8(pc * 8 + 2), filter.readUInt8(pc * 8 + 3)];
    const k = filter.readUInt32LE(pc * 8 + 4);
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x15) pc += accumulator === k ? jt : jf;
    else if (code === 0x35) pc += accumulator >= k ? jt : jf;
    else if (code === 0x45) pc += (accumulator & k) !== 0 ? jt : jf;
    else if (code === 0x06) return nameOf(k);
    else throw new Error(`instruction ${code}`);
  }
}

function nameOf(action: number): string {
  if (action === 0x7fff0000) return 'allow';
  if (action === 0x80000000) return 'kill';
  return `errno ${action & 0xffff}`;
}

const of = (name: string, arg0?: number) => verdict(syscallNumber(name), arg0);

describe('system call numbers', () => {
  // arch/x86/entry/syscalls/syscall_64.tbl
  it.each([
    ['read', 0],
    ['socket', 41],
    ['clone', 56],
    ['execve', 59],
    ['ptrace', 101],
    ['mount', 165],
    ['openat', 257],
    ['prlimit64', 302],
    ['seccomp', 317],
    ['memfd_create', 319],
    ['execveat', 322],
    ['statx', 332],
    ['rseq', 334],
    ['io_uring_setup', 425],
    ['clone3', 435],
    ['close_range', 436],
    ['landlock_create_ruleset', 444],
  ])('%s is %i', (name, number) => expect(syscallNumber(name)).toBe(number));

  it('knows no call that does not exist', () => {
    expect(() => syscallNumber('sockett')).toThrow(RangeError);
  });
});

describe('jail filter', () => {
  it('fits into what the kernel takes', () => {
    // BPF_MAXINSNS
    expect(filter.length / 8).toBeLessThanOrEqual(4096);
  });

  it.each(['read', 'write', 'mmap', 'openat', 'futex', 'epoll_wait', 'exit_group', 'execveat'])('allows %s', (name) => {
    expect(of(name)).toBe('allow');
  });

  it.each([
    'socket',
    'connect',
    'ptrace',
    'fork',
    'vfork',
    'execve',
    'mount',
    'setuid',
    'memfd_create',
    'symlink',
    'chmod',
    'bpf',
    'setsid',
    'unshare',
  ])('refuses %s', (name) => {
    expect(of(name)).toBe('errno 1');
  });

  it.each(['clone3', 'io_uring_setup'])('says that %s does not exist, so that libraries fall back', (name) => {
    expect(of(name)).toBe('errno 38');
  });

  it('lets clone make threads, not processes, not namespaces', () => {
    const THREAD = 0x3d0f00;
    expect(of('clone', THREAD)).toBe('allow');
    expect(of('clone', 17)).toBe('errno 1');
    expect(of('clone', THREAD | 0x10000000)).toBe('errno 1');
    expect(of('clone', THREAD | 0x02000000)).toBe('errno 1');
  });

  it.each(['kill', 'tgkill'])('lets %s reach the program alone', (name) => {
    expect(of(name, PID)).toBe('allow');
    expect(of(name, 1)).toBe('errno 1');
    expect(of(name, -1)).toBe('errno 1');
    expect(of(name, 0)).toBe('errno 1');
  });

  it('lets the program limit itself alone, and name its threads', () => {
    expect(of('prlimit64', 0)).toBe('allow');
    expect(of('prlimit64', 1)).toBe('errno 1');
    expect(of('prctl', 15)).toBe('allow');
    // PR_SET_PDEATHSIG: it would outlive its worker.
    expect(of('prctl', 1)).toBe('errno 1');
  });

  it('kills whoever comes through another door', () => {
    expect(verdict(syscallNumber('read'), 0, 0x40000003)).toBe('kill');
    expect(verdict(0x40000000)).toBe('kill');
  });
});
