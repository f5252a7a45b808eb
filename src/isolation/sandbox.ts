import type { Writable } from 'node:stream';

/** Who starts the program: Docker, this process, or a runner that has one of the two. */
export type BackendKind = 'docker' | 'process' | 'runner';

/** What surrounds one process, as far as its backend knows; whether it holds is the canary's to say. */
export type Confinement = 'container-gvisor' | 'container' | 'process-confined' | 'process-seccomp-only' | 'none';

/** What a program may use. Every field is enforced by the backend, or named as missing by its canary. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  /** processors, may be fractional */
  readonly cpus: number;
  /** processor seconds over all threads; the kernel enforces it even when the worker has died */
  readonly cpuSeconds: number;
  /** bytes of stdout, protocol overhead included */
  readonly maxStdoutBytes: number;
}

export interface SandboxSpec {
  readonly taskId: string;
  /** name of a program that the sandbox was created with */
  readonly program: string;
  readonly limits: SandboxLimits;
}

export interface SandboxExit {
  /** exit code; 128 + n after signal n */
  readonly code: number;
  /** the kernel killed the program or a child of it for its memory, whatever the exit code says */
  readonly oomKilled: boolean;
  /** end of stderr, at most 16 KiB; may hold the client's data */
  readonly stderr: string;
}

/** A started program: raw bytes in and out, so that a backend may as well live in another process. */
export interface SandboxProcess {
  readonly confinement: Confinement;
  /** ends the program's stdin when ended; errors of a program that stopped reading are swallowed, `exit` tells why */
  readonly stdin: Writable;
  /**
   * Must be consumed for the program to make progress. Throws SandboxError `output_limit` past the caps.
   */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** settles once the program is gone and everything of it is removed; rejects with `isolation_unavailable` */
  readonly exit: Promise<SandboxExit>;
  /** Kills and removes; idempotent; resolves when nothing is left. */
  kill(): Promise<void>;
}

/** Starts programs under one technique of isolation. */
export interface Sandbox {
  readonly backend: BackendKind;
  /**
   * Rejects with SandboxError `isolation_unavailable`, or `cancelled` when `signal` aborts first. Aborting it later
   * kills the program; nothing of it is left 2 s after.
   */
  start(spec: SandboxSpec, signal: AbortSignal): Promise<SandboxProcess>;
  /** Removes what crashed workers left behind; returns how many. `isAlive` says whether an instance still runs. */
  sweepOrphans(isAlive: (owner: SandboxOwner) => boolean | Promise<boolean>): Promise<number>;
  /** Kills what this instance still runs. */
  close(): Promise<void>;
}

/** Who started a sandbox: one boot of one worker of one installation. */
export interface SandboxOwner {
  /** the installation: two of them may share a Docker daemon */
  readonly app: string;
  readonly workerId: string;
  /** differs for every start of the worker's process */
  readonly instance: string;
}
