import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeMessage,
  FRAME_CHUNK,
  FRAME_MESSAGE,
  FrameDecoder,
} from '../../../../src/contracts/frames.js';
import { ProgramMessage } from '../../../../src/contracts/messages.js';
import { modelToTensors } from '../../../../src/contracts/model-file.js';
import { writeTensorFile } from '../../../../src/contracts/safetensors.js';
import { tableToTensors } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { trainEvidence } from '../train.js';
import { ratingTable } from '../tables.js';

const directory = mkdtempSync(join(tmpdir(), 'checker-'));
const bundle = join(directory, 'checker.mjs');

beforeAll(async () => {
  const entryPoints = ['src/verification/checker/main.ts'];
  await build({ entryPoints, outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Plays the worker: a job, and the inputs that the program asks for, each in chunks of `chunk` bytes. */
async function run(job: unknown, inputs: Map<string, Uint8Array>, chunk = 1000): Promise<ProgramMessage[]> {
  const child = spawn(process.execPath, [bundle], { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
  const decoder = new FrameDecoder();
  const said: ProgramMessage[] = [];
  child.stdin.write(encodeMessage({ type: 'job', job }));
  for await (const bytes of child.stdout as AsyncIterable<Uint8Array>) {
    for (const frame of decoder.push(bytes)) {
      expect(frame.type).toBe(FRAME_MESSAGE);
      const message = ProgramMessage.parse(JSON.parse(new TextDecoder().decode(frame.payload)));
      said.push(message);
      if (message.type !== 'open') continue;
      const input = inputs.get(message.name)!;
      const sha256 = createHash('sha256').update(input).digest('hex');
      child.stdin.write(encodeMessage({ type: 'input', name: message.name, length: input.length, sha256 }));
      for (let at = 0; at < input.length; at += chunk)
        child.stdin.write(encodeFrame(FRAME_CHUNK, input.subarray(at, at + chunk)));
    }
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  return said;
}

describe('the checker as a program', () => {
  const evidence = trainEvidence(familyOf('recommendation')!, ratingTable(6), [
    { role: 'user_id', column: '__proto__' },
    { role: 'item_id', column: 'item' },
    { role: 'rating', column: 'stars' },
  ]);
  const job = {
    command: 'check',
    claim: evidence.claim,
    request: evidence.request,
    resources: { memory_bytes: 2 ** 30, threads: 1 },
  };
  const inputs = new Map([
    ['table', writeTensorFile(tableToTensors(evidence.table))],
    ['evaluation', writeTensorFile(modelToTensors(evidence.evaluation))],
    ['model', writeTensorFile(modelToTensors(evidence.model))],
  ]);

  it('reads a job and three files, tells how far it is, and certifies', async () => {
    const said = await run(job, inputs);
    expect(said.filter(({ type }) => type === 'event').length).toBeGreaterThan(0);
    expect(said.at(-1)).toMatchObject({ type: 'result', result: { verdict: 'CERTIFIED' } });
  });

  it('says what is wrong with a file or a job, and ends', async () => {
    const broken = new Map([...inputs, ['model', inputs.get('model')!.subarray(0, 500)]]);
    expect((await run(job, broken)).at(-1)).toMatchObject({ type: 'failure', code: 'malformed_file' });
    expect((await run({ ...job, claim: 3 }, inputs)).at(-1)).toMatchObject({ type: 'failure', code: 'bad_job' });
  });
});
