import koffi from 'koffi';
import { syscallNumber } from './syscall-numbers.js';

const PR_SET_PDEATHSIG = 1;
const PR_SET_SECCOMP = 22;
const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2;
const SIGKILL = 9;
const F_SETFD = 2;
const AT_EMPTY_PATH = 0x1000;
const CLOSE_RANGE_CLOEXEC = 4;
const LANDLOCK_CREATE_RULESET_VERSION = 1;
const LANDLOCK_RULE_PATH_BENEATH = 1;

const libc = koffi.load('libc.so.6');
koffi.struct('rlimit_pair', { soft: 'uint64', hard: 'uint64' });
koffi.struct('sock_fprog', { length: 'uint16', filter: 'void *' });

type Call = (...args: unknown[]) => number;
const call = (name: string, ...args: string[]): Call => libc.func(name, 'long', args) as Call;
/** syscall(2) is variadic in C; its arguments travel in registers all the same. */
const system = (name: string, ...args: string[]): Call => {
  const raw = call('syscall', 'long', ...args);
  const number = syscallNumber(name);
  return (...values) => raw(number, ...values);
};

const prctl = call('prctl', 'int', 'ulong', 'ulong', 'ulong', 'ulong');
const prctlFilter = call('prctl', 'int', 'ulong', 'sock_fprog *', 'ulong', 'ulong');
const setrlimitRaw = call('setrlimit', 'int', 'rlimit_pair *');
const fcntl = call('fcntl', 'int', 'int', 'int');
const unshareRaw = call('unshare', 'int');
const closeRange = system('close_range', 'uint', 'uint', 'uint');
const execveat = system('execveat', 'int', 'str', 'char **', 'char **', 'int');
const createRuleset = system('landlock_create_ruleset', 'void *', 'size_t', 'uint32');
const addRule = system('landlock_add_rule', 'int', 'int', 'void *', 'uint32');
const restrictSelf = system('landlock_restrict_self', 'int', 'uint32');

function must(what: string, result: number): void {
  if (result !== 0) throw new Error(`${what} failed with errno ${koffi.errno()}`);
}

export const setNoNewPrivileges = () => must('no_new_privs', prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
export const dieWithParent = () => must('pdeathsig', prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));

/** Empties the bounding set as far as the kernel lets us: only with CAP_SETPCAP, and without it no_new_privs serves. */
export function dropBoundingSet(): void {
  for (let capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) === 0; capability++);
}

export function setLimit(resource: number, soft: number, hard: number): void {
  must(`setrlimit ${resource}`, setrlimitRaw(resource, { soft, hard }));
}

/** Whether the kernel let it happen: without CAP_SYS_ADMIN it does not. */
export const unshare = (flags: number): boolean => unshareRaw(flags) === 0;

/** The ABI version of Landlock; 0 where the kernel has none. */
export const landlockAbi = (): number => Math.max(0, createRuleset(null, 0, LANDLOCK_CREATE_RULESET_VERSION));

export function landlockRuleset(attributes: Buffer): number {
  const fd = createRuleset(attributes, attributes.length, 0);
  if (fd < 0) throw new Error(`landlock_create_ruleset failed with errno ${koffi.errno()}`);
  return fd;
}

export const landlockAllow = (ruleset: number, rule: Buffer) =>
  must('landlock_add_rule', addRule(ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0));
export const landlockRestrict = (ruleset: number) => must('landlock_restrict_self', restrictSelf(ruleset, 0));

export function setSeccompFilter(filter: Buffer): void {
  const program = { length: filter.length / 8, filter };
  must('seccomp', prctlFilter(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0));
}

/** Node marks even its standard streams as closing on exec. */
export const keepOnExec = (fd: number) => must('fcntl', fcntl(fd, F_SETFD, 0));

export const closeFrom3OnExec = () => must('close_range', closeRange(3, 0xffffffff, CLOSE_RANGE_CLOEXEC));

/** Replaces this process by the executable behind `fd`, with an empty environment. Returns only by throwing. */
export function execute(fd: number, argv: readonly string[]): never {
  execveat(fd, '', [...argv, null], [null], AT_EMPTY_PATH);
  throw new Error(`execveat failed with errno ${koffi.errno()}`);
}
