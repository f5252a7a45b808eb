import { Writable } from 'node:stream';
import type { IsolationReport } from '../contracts/worker.js';
import { CanaryObservation } from './canary-observation.js';
import { missingGuarantees } from './guarantees.js';
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.js';
import { runProgram } from './run-program.js';
import { SandboxError } from './sandbox-error.js';
import type { Confinement, Sandbox } from './sandbox.js';

export const CANARY = 'canary';

/** What the canary runs with, everywhere. */
export const CANARY_LIMITS: RunLimits = {
  ...DEFAULT_RUN_LIMITS,
  memoryBytes: 256 << 20,
  cpus: 1,
  cpuSeconds: 20,
  wallMs: 15_000,
  maxStdoutBytes: 1 << 20,
  maxArtifactBytes: 0,
};

export interface MeasureOptions {
  readonly signal?: AbortSignal;
  /** why a canary could not run, for the operator's log */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Runs the canary in the sandbox and says what it measured, never what was configured. Never rejects: a canary that
 * cannot run is a measurement.
 */
export async function measure(
  sandbox: Sandbox,
  { signal = new AbortController().signal, onFailure = () => undefined }: MeasureOptions = {},
): Promise<IsolationReport> {
  const measured_at = new Date().toISOString();
  try {
    const { result, isolation } = await runProgram(sandbox, {
      taskId: 'canary',
      program: CANARY,
      job: null,
      inputs: new Map(),
      limits: CANARY_LIMITS,
      onEvent: () => undefined,
      openArtifact: () => new Writable(),
      signal,
    });
    const seen = CanaryObservation.parse(result);
    return { ...judge(isolation.confinement, seen, missingGuarantees(seen, CANARY_LIMITS)), measured_at };
  } catch (error) {
    onFailure(error);
    // A daemon that hangs is as good as gone.
    const silent = error instanceof SandboxError && ['isolation_unavailable', 'time_limit'].includes(error.code);
    return {
      docker_available: sandbox.backend === 'docker' && !silent,
      isolation: 'unavailable',
      isolation_backend: 'unavailable',
      missing: ['canary'],
      measured_at,
    };
  }
}

type Judgement = Omit<IsolationReport, 'measured_at'>;

function judge(confinement: Confinement, seen: CanaryObservation, missing: string[]): Judgement {
  const docker_available = confinement.startsWith('container');
  if (docker_available && missing.length === 0) {
    const isolation_backend = seen.gvisor ? 'container-gvisor' : 'container';
    return { docker_available, isolation: 'enabled', isolation_backend, missing };
  }
  const isolation_backend = docker_available ? 'container-partial' : processWord(missing);
  return {
    docker_available,
    isolation: isolation_backend === 'none' ? 'disabled' : 'degraded',
    isolation_backend,
    missing,
  };
}

/** A process is called confined only when the kernel refuses it sockets, privileges and files. */
function processWord(missing: readonly string[]): IsolationReport['isolation_backend'] {
  const lacks = (...names: string[]) => names.some((name) => missing.includes(name));
  if (lacks('seccomp_profile', 'no_new_privileges', 'no_network', 'empty_environment')) return 'none';
  return lacks('files_confined', 'read_only_root') ? 'process-seccomp-only' : 'process-confined';
}
