import type { RunLimits } from './run-limits.js';
import { SandboxError } from './sandbox-error.js';
import type { SandboxExit } from './sandbox.js';

const SIGNAL = 128;
const SIGABRT = 6;
const SIGKILL = 9;
const SIGTERM = 15;
const SIGXCPU = 24;

/** Why a program that gave no result has died, from what its backend saw; undefined when it ended in good order. */
export function causeOfExit(
  exit: SandboxExit,
  limits: Pick<RunLimits, 'memoryBytes' | 'cpus' | 'cpuSeconds'>,
  elapsedMs: number,
): SandboxError | undefined {
  const detail = exit.stderr;
  const heapExhausted = exit.code === SIGNAL + SIGABRT && /heap out of memory|Allocation failed/.test(exit.stderr);
  if (exit.oomKilled || heapExhausted) {
    const mib = Math.round(limits.memoryBytes / 2 ** 20);
    return new SandboxError('memory_limit', `the program needed more than its ${mib} MiB of memory`, { detail });
  }
  // A program can ignore SIGXCPU, not the SIGKILL that follows; only one that had the time can have met it.
  const hadTheTime = (elapsedMs / 1000) * limits.cpus >= limits.cpuSeconds;
  if (exit.code === SIGNAL + SIGXCPU || (exit.code === SIGNAL + SIGKILL && hadTheTime)) {
    return new SandboxError('cpu_limit', `the program used its ${limits.cpuSeconds} s of processor time`, { detail });
  }
  // As a daemon does that is stopped, or an operator. A program that does it to itself gains a few bounded tries.
  if (exit.code === SIGNAL + SIGKILL || exit.code === SIGNAL + SIGTERM) {
    return new SandboxError('crashed', 'the program was killed from outside', { detail, retryable: true });
  }
  if (exit.code !== 0) {
    return new SandboxError('crashed', `the program ended with exit code ${exit.code}`, { detail });
  }
  return undefined;
}
