import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type CheckJob } from '../../contracts/check.js';
import { encodeFrame, encodeMessage, FRAME_CHUNK, FrameDecoder, MAX_CHUNK_BYTES } from '../../contracts/frames.js';
import { type SanitizeJob, type TrainJob } from '../../contracts/job.js';
import { ProgramMessage } from '../../contracts/messages.js';

/** The program said no, or died. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

/**
 * Runs a program of the sandbox on the caller's own machine and data: a plain child process, not confined. Returns its
 * result and its artifacts by name. Speaks the worker's side of contracts/messages.ts.
 */
export async function runProgram(
  bundle: string,
  job: SanitizeJob | TrainJob | CheckJob,
  inputs: ReadonlyMap<string, Uint8Array>,
): Promise<{ result: unknown; artifacts: ReadonlyMap<string, Uint8Array> }> {
  const child = spawn(process.execPath, [bundle], { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
  // A program that died no longer reads; how it ended is told below.
  child.stdin.on('error', () => undefined);
  child.stdin.write(encodeMessage({ type: 'job', job }));
  const decoder = new FrameDecoder();
  const parts = new Map<string, Uint8Array[]>();
  let current: Uint8Array[] = [];
  let ended: { readonly result: unknown } | undefined;
  for await (const bytes of child.stdout as AsyncIterable<Uint8Array>) {
    for (const { type, payload } of decoder.push(bytes)) {
      if (type === FRAME_CHUNK) {
        current.push(payload.slice());
        continue;
      }
      const message = ProgramMessage.parse(JSON.parse(new TextDecoder().decode(payload)));
      if (message.type === 'open') {
        for (const frame of framesOf(message.name, inputs.get(message.name))) child.stdin.write(frame);
      } else if (message.type === 'artifact') {
        current = parts.get(message.name) ?? [];
        parts.set(message.name, current);
      } else if (message.type === 'failure') {
        throw new ProgramFailure(`${message.code}: ${message.message}`);
      } else if (message.type === 'result') {
        ended = message;
        child.stdin.end();
      }
    }
  }
  if (!ended) throw new ProgramFailure('the program ended without a result');
  return {
    result: ended.result,
    artifacts: new Map([...parts].map(([name, chunks]) => [name, Buffer.concat(chunks)])),
  };
}

function* framesOf(name: string, data: Uint8Array | undefined): Generator<Uint8Array> {
  if (!data) throw new ProgramFailure(`the program asked for ${name}, which there is not`);
  const sha256 = createHash('sha256').update(data).digest('hex');
  yield encodeMessage({ type: 'input', name, length: data.length, sha256 });
  for (let at = 0; at < data.length; at += MAX_CHUNK_BYTES)
    yield encodeFrame(FRAME_CHUNK, data.subarray(at, at + MAX_CHUNK_BYTES));
}
