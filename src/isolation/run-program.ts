import { setTimeout as delay } from 'node:timers/promises';
import { type ProgramEvent } from '../contracts/messages.js';
import { ArtifactReceiver, type OpenArtifact, type ReceivedArtifact } from './artifact-receiver.js';
import { causeOfExit } from './exit-cause.js';
import { InputFeeder, type RunInput } from './input-feeder.js';
import { converse } from './program-session.js';
import { EventMeter, type RunLimits } from './run-limits.js';
import { isolationUnavailable, SandboxError } from './sandbox-error.js';
import type { Confinement, Sandbox, SandboxProcess } from './sandbox.js';

/** How long a sandbox may take to start: a daemon that hangs must not use up the time of the task. */
const START_MS = 60_000;
/** How long a program may live after its result. */
const ENDING_MS = 5_000;
/** How long a backend may take to clean up before it is given up on: a daemon may hang. */
const ABANDON_MS = 10_000;

export interface ProgramRun {
  readonly taskId: string;
  readonly program: string;
  /** sent as JSON; the program parses it with its own schema */
  readonly job: unknown;
  readonly inputs: ReadonlyMap<string, RunInput>;
  readonly limits: RunLimits;
  readonly onEvent: (event: ProgramEvent) => void | Promise<void>;
  readonly openArtifact: OpenArtifact;
  /** cancels: the program is gone within 2 s */
  readonly signal: AbortSignal;
}

export interface ProgramOutcome {
  /** as it came from the sandbox: parse it before use */
  readonly result: unknown;
  readonly artifacts: readonly ReceivedArtifact[];
  /** what it ran under */
  readonly isolation: { readonly backend: Sandbox['backend']; readonly confinement: Confinement };
  /** start: until the program was running; run: from then to its removal */
  readonly timings: { readonly startMs: number; readonly runMs: number };
}

/**
 * Runs a program in the sandbox to its result. Nothing of it is left when this settles, unless the backend is lost.
 *
 * Rejects with SandboxError for whatever the program, its data or the backend does; errors of `onEvent`, of an
 * artifact's sink and of an input's stream are the caller's own and are passed on as they are.
 */
export async function runProgram(sandbox: Sandbox, run: ProgramRun): Promise<ProgramOutcome> {
  const begun = performance.now();
  const deadline = AbortSignal.timeout(run.limits.wallMs);
  const neverStarted = new AbortController();
  const stop = AbortSignal.any([run.signal, deadline, neverStarted.signal]);
  const stopped = rejectionOf(stop, () => stopReason(run, deadline));
  const abandoned = stopped.catch((error: unknown) =>
    delay(ABANDON_MS, undefined, { ref: false }).then(() => {
      throw error;
    }),
  );
  abandoned.catch(() => undefined);
  const late = setTimeout(() => neverStarted.abort(), START_MS);
  const process = await Promise.race([sandbox.start(run, stop), abandoned])
    .catch((error: unknown) => {
      throw startFailure(stop.aborted ? stopReason(run, deadline) : error);
    })
    .finally(() => clearTimeout(late));
  const started = performance.now();
  const artifacts = new ArtifactReceiver(run.openArtifact, run.limits.maxArtifactBytes);
  try {
    const result = await Promise.race([resultOf(process, run, artifacts, started), stopped]);
    return {
      result,
      artifacts: artifacts.received,
      isolation: { backend: sandbox.backend, confinement: process.confinement },
      timings: { startMs: started - begun, runMs: performance.now() - started },
    };
  } catch (error) {
    artifacts.abandon();
    throw stop.aborted ? stopReason(run, deadline) : error;
  } finally {
    // What cannot be removed now, the sweep removes later: it changes nothing of how the run ended.
    await Promise.race([process.kill().catch(() => undefined), delay(ABANDON_MS, undefined, { ref: false })]);
  }
}

async function resultOf(
  process: SandboxProcess,
  run: ProgramRun,
  artifacts: ArtifactReceiver,
  started: number,
): Promise<unknown> {
  const fault = new Fault();
  const inputs = new InputFeeder(process.stdin, run.inputs, run.limits.maxOpens, (error) => fault.raise(error));
  const events = new EventMeter(run.limits, () => performance.now());
  const ended = new AbortController();
  inputs.job(run.job);
  try {
    const conversation = converse(process.stdout, { inputs, artifacts, events, onEvent: run.onEvent }, () => {
      process.stdin.end();
      void delay(ENDING_MS, undefined, { signal: ended.signal }).then(
        () => fault.raise(new SandboxError('protocol_violation', 'the program did not end after its result')),
        () => undefined,
      );
    });
    const conclusion = await Promise.race([conversation, fault.raised]);
    const cause = causeOfExit(await process.exit, run.limits, performance.now() - started);
    if (cause !== undefined) throw cause;
    if (conclusion.kind === 'ended') throw new SandboxError('crashed', 'the program ended without a result');
    return conclusion.value;
  } finally {
    ended.abort();
  }
}

/** An error from beside the conversation, as a promise that never resolves. */
class Fault {
  readonly raised: Promise<never>;
  raise!: (error: unknown) => void;

  constructor() {
    this.raised = new Promise((_, reject) => (this.raise = reject));
    this.raised.catch(() => undefined);
  }
}

function rejectionOf(signal: AbortSignal, reason: () => SandboxError): Promise<never> {
  const rejection = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(reason());
    else signal.addEventListener('abort', () => reject(reason()), { once: true });
  });
  rejection.catch(() => undefined);
  return rejection;
}

function stopReason(run: ProgramRun, deadline: AbortSignal): SandboxError {
  if (deadline.aborted) {
    return new SandboxError('time_limit', `the program did not end within ${run.limits.wallMs / 1000} s`);
  }
  if (run.signal.aborted) return new SandboxError('cancelled', 'the run was cancelled');
  return isolationUnavailable(`the sandbox did not start within ${START_MS / 1000} s`);
}

/** Whoever decides about another try has to know that the program cannot be why. */
function startFailure(error: unknown): unknown {
  if (!(error instanceof SandboxError) || error.code !== 'isolation_unavailable') return error;
  return isolationUnavailable(error.message, error, false);
}
