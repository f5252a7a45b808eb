import { SandboxError } from './sandbox-error.js';
import type { SandboxLimits } from './sandbox.js';

/** Limits of one run: what the backend enforces, and what the worker's side of the protocol does. */
export interface RunLimits extends SandboxLimits {
  /** from the call of runProgram to its end, start of the sandbox included */
  readonly wallMs: number;
  readonly maxArtifactBytes: number;
  /** how often inputs may be opened; every opening after the first of a name is a rewind */
  readonly maxOpens: number;
  readonly maxEvents: number;
  /** events per second on average, after a first burst of ten seconds' worth */
  readonly maxEventsPerSecond: number;
}

export const DEFAULT_RUN_LIMITS: RunLimits = {
  memoryBytes: 1 << 30,
  cpus: 1,
  cpuSeconds: 600,
  wallMs: 600_000,
  maxStdoutBytes: 2 * 2 ** 30,
  maxArtifactBytes: 2 ** 30,
  maxOpens: 16,
  maxEvents: 20_000,
  maxEventsPerSecond: 100,
};

/**
 * What a program may write, by its memory: the table that a trainer hands on was held in it, so that whoever grants more of it for
 * larger tables need not know of a second limit.
 */
export function outputLimits(memoryBytes: number): Pick<RunLimits, 'maxStdoutBytes' | 'maxArtifactBytes'> {
  return {
    maxStdoutBytes: Math.max(DEFAULT_RUN_LIMITS.maxStdoutBytes, 2 * memoryBytes),
    maxArtifactBytes: Math.max(DEFAULT_RUN_LIMITS.maxArtifactBytes, memoryBytes),
  };
}

const BURST_SECONDS = 10;

/** A token bucket over events and their total: what a client can read is not to be flooded. */
export class EventMeter {
  private total = 0;
  private tokens: number;
  private last: number;

  constructor(
    private readonly limits: Pick<RunLimits, 'maxEvents' | 'maxEventsPerSecond'>,
    private readonly nowMs: () => number,
  ) {
    this.tokens = limits.maxEventsPerSecond * BURST_SECONDS;
    this.last = nowMs();
  }

  /** Throws SandboxError `output_limit` when the event is one too many. */
  count(): void {
    const { maxEvents, maxEventsPerSecond } = this.limits;
    const now = this.nowMs();
    this.tokens = Math.min(
      maxEventsPerSecond * BURST_SECONDS,
      this.tokens + ((now - this.last) / 1000) * maxEventsPerSecond,
    );
    this.last = now;
    this.total += 1;
    this.tokens -= 1;
    if (this.total > maxEvents || this.tokens < 0) {
      throw new SandboxError('output_limit', `the program reported more than ${maxEvents} events, or too many at once`);
    }
  }
}
