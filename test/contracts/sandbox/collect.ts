import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../../src/isolation/run-limits.js';
import type { ProgramEvent } from '../../../src/contracts/messages.js';
import type { RunInput } from '../../../src/isolation/input-feeder.js';
import { type ProgramOutcome, type ProgramRun, runProgram } from '../../../src/isolation/run-program.js';
import type { Sandbox } from '../../../src/isolation/sandbox.js';

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export const inputOf = (bytes: Uint8Array): RunInput => ({
  length: bytes.length,
  sha256: sha256(bytes),
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream in memory has nothing to wait for
  async *open() {
    for (let from = 0; from < bytes.length; from += 100_000) yield bytes.subarray(from, from + 100_000);
  },
});

export const SMALL_LIMITS: RunLimits = {
  ...DEFAULT_RUN_LIMITS,
  memoryBytes: 256 << 20,
  cpuSeconds: 30,
  wallMs: 60_000,
  maxStdoutBytes: 64 << 20,
  maxArtifactBytes: 32 << 20,
};

export interface Collected extends ProgramOutcome {
  readonly events: readonly ProgramEvent[];
  readonly bytes: ReadonlyMap<string, Buffer>;
}

/** Runs a scenario and keeps what came out. */
export async function collect(
  sandbox: Sandbox,
  scenario: string,
  changes: Partial<Omit<ProgramRun, 'limits'>> & { readonly limits?: Partial<RunLimits> } = {},
): Promise<Collected> {
  const events: ProgramEvent[] = [];
  const chunks = new Map<string, Buffer[]>();
  const outcome = await runProgram(sandbox, {
    taskId: 'task-1',
    program: 'scenarios',
    job: { scenario },
    inputs: new Map(),
    onEvent: (event) => void events.push(event),
    openArtifact: (name) => {
      const kept: Buffer[] = [];
      chunks.set(name, kept);
      return new Writable({ write: (chunk: Buffer, _, done) => (kept.push(chunk), done()) });
    },
    signal: new AbortController().signal,
    ...changes,
    limits: { ...SMALL_LIMITS, ...changes.limits },
  });
  return { ...outcome, events, bytes: new Map([...chunks].map(([name, kept]) => [name, Buffer.concat(kept)])) };
}
