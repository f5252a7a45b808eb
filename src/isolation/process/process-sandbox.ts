import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CANARY } from '../canary.js';
import { heapLimitMb } from '../heap-limit.js';
import { isolationUnavailable, SandboxError } from '../sandbox-error.js';
import type { Sandbox, SandboxLimits, SandboxOwner, SandboxProcess, SandboxSpec } from '../sandbox.js';
import { UidSlots } from '../uid-slots.js';
import { ChildSandboxProcess } from './child-process.js';
import { type JailConfig, RLIMIT } from './jail/config.js';
import { launchJailed, launchPlain } from './launch.js';
import { copyPrograms, sweepCopies } from './program-copies.js';

export interface ProcessSandboxOptions {
  /** the jail's launcher, a file from which `koffi` can be resolved */
  readonly launcher: string;
  /** where copies of the programs go; every user must be able to reach it */
  readonly directory: string;
  /** name → path of a single-file ES module */
  readonly programs: ReadonlyMap<string, string>;
  readonly owner: SandboxOwner;
  /** run programs, not only the canary, where the kernel can confine nothing */
  readonly allowUnconfined: boolean;
}

/** Node reserves address space far beyond what it uses; below this it does not start. */
const DATA_HEADROOM_BYTES = 2 ** 30;
const FILE_BYTES = 16 << 20;
const CPU_GRACE_SECONDS = 5;
const MAX_FILES = 256;
const MAX_THREADS = 64;

/**
 * For machines without Docker: a child process with rlimits, no_new_privs, Landlock and a seccomp filter, an empty
 * environment and, where the worker is root, a user of its own. No namespaces of processes, no hard limit of memory.
 * Where the kernel, the architecture or koffi is missing, a plain child, which is no isolation and says so.
 */
export class ProcessSandbox implements Sandbox {
  readonly backend = 'process';
  private readonly uids: UidSlots | null;
  private readonly jailed: boolean;
  private readonly running = new Set<SandboxProcess>();
  private copied?: ReturnType<typeof copyPrograms>;

  constructor(private readonly options: ProcessSandboxOptions) {
    this.uids = process.getuid?.() === 0 ? new UidSlots(options.owner.workerId) : null;
    this.jailed = canJail(options.launcher);
  }

  async start(spec: SandboxSpec, signal: AbortSignal): Promise<SandboxProcess> {
    if (!this.jailed && !this.options.allowUnconfined && spec.program !== CANARY) {
      throw isolationUnavailable('this machine can confine nothing, and unconfined runs are not allowed');
    }
    const program = (await this.programs()).get(spec.program);
    if (program === undefined) throw new RangeError(`there is no program ${spec.program}`);
    if (signal.aborted) throw new SandboxError('cancelled', 'the run was cancelled');
    const uid = this.uids?.take() ?? null;
    try {
      const config = jailConfig(program, spec.limits, uid);
      const launched = await (this.jailed ? launchJailed(this.options.launcher, config) : launchPlain(config));
      const process = new ChildSandboxProcess(launched, spec.limits);
      this.supervise(process, uid, signal);
      return process;
    } catch (error) {
      if (uid !== null) this.uids?.release(uid);
      throw error;
    }
  }

  async sweepOrphans(isAlive: (owner: SandboxOwner) => boolean | Promise<boolean>): Promise<number> {
    await this.programs();
    return sweepCopies(this.options.directory, this.options.owner, isAlive);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.running].map((process) => process.kill()));
    if (this.copied !== undefined) await rm((await this.copied).directory, { recursive: true, force: true });
    this.copied = undefined;
  }

  private async programs(): Promise<ReadonlyMap<string, string>> {
    const { directory, owner, programs } = this.options;
    this.copied ??= copyPrograms(directory, owner, programs);
    return (await this.copied).copies;
  }

  private supervise(process: SandboxProcess, uid: number | null, signal: AbortSignal): void {
    const abort = () => void process.kill();
    this.running.add(process);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void process.exit.finally(() => {
      signal.removeEventListener('abort', abort);
      this.running.delete(process);
      if (uid !== null) this.uids?.release(uid);
    });
  }
}

function jailConfig(program: string, limits: SandboxLimits, uid: number | null): JailConfig {
  const cpuSeconds = Math.ceil(limits.cpuSeconds);
  const data = limits.memoryBytes + DATA_HEADROOM_BYTES;
  return {
    node: process.execPath,
    // OpenSSL's configuration lies outside of what the jail lets it read.
    nodeFlags: [`--max-old-space-size=${heapLimitMb(limits.memoryBytes)}`, '--openssl-config=/dev/null'],
    program,
    uid,
    limits: [
      [RLIMIT.cpu, cpuSeconds, cpuSeconds + CPU_GRACE_SECONDS],
      [RLIMIT.data, data, data],
      [RLIMIT.fsize, FILE_BYTES, FILE_BYTES],
      [RLIMIT.nofile, MAX_FILES, MAX_FILES],
      [RLIMIT.core, 0, 0],
      [RLIMIT.memlock, 0, 0],
      // Counts per user: of use only where the program has one of its own.
      ...(uid === null ? [] : [[RLIMIT.nproc, MAX_THREADS, MAX_THREADS] as const]),
    ],
  };
}

/** The filter is written for x86_64; koffi is an optional dependency. */
function canJail(launcher: string): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(launcher)) return false;
  try {
    createRequire(launcher).resolve('koffi');
    return true;
  } catch {
    return false;
  }
}
