import { type ProgramOutcome, type ProgramRun, runProgram } from '../../isolation/run-program.js';
import { SandboxError } from '../../isolation/sandbox-error.js';
import type { Sandbox } from '../../isolation/sandbox.js';
import { sandboxEnds, sandboxStarts } from '../../telemetry/metrics.js';
import { spanned } from '../../telemetry/span.js';

/** `runProgram` as a span of its task, counted by how it ended. */
export async function runWatched(sandbox: Sandbox, run: ProgramRun): Promise<ProgramOutcome> {
  const { program } = run;
  const attributes = { 'sandbox.program': program, 'sandbox.backend': sandbox.backend };
  try {
    const outcome = await spanned(`sandbox ${program}`, { attributes }, () => runProgram(sandbox, run));
    sandboxStarts.observe({ program }, outcome.timings.startMs / 1000);
    sandboxEnds.inc({ program, reason: 'completed' });
    return outcome;
  } catch (error) {
    sandboxEnds.inc({ program, reason: error instanceof SandboxError ? error.code : 'worker_fault' });
    throw error;
  }
}
