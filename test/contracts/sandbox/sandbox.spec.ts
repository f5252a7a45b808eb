import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxError, SandboxErrorCode } from '../../../src/isolation/sandbox-error.js';
import type { Sandbox } from '../../../src/isolation/sandbox.js';
import { BACKENDS, owner, testPrograms } from './backends.js';
import { collect, inputOf, sha256 } from './collect.js';

const programs = await testPrograms();

for (const backend of BACKENDS) {
  const unavailable = await backend.unavailable();

  describe.skipIf(unavailable !== undefined)(`sandbox: ${backend.name} ${unavailable ?? ''}`, () => {
    let sandbox: Sandbox;
    beforeAll(() => {
      sandbox = backend.create(programs, owner());
    });
    afterAll(() => sandbox.close());

    const failing = (scenario: string, changes?: Parameters<typeof collect>[2]) =>
      collect(sandbox, scenario, changes).then(
        () => expect.unreachable(`${scenario} succeeded`),
        (error: SandboxError) => error,
      );

    it('carries 20 MB in and out with their digests', async () => {
      const data = randomBytes(20_000_000);
      const run = await collect(sandbox, 'echo', { inputs: new Map([['data', inputOf(data)]]) });
      expect(run.result).toBe('echoed');
      expect(run.artifacts).toEqual([{ name: 'table', length: data.length, sha256: sha256(data) }]);
      expect(sha256(run.bytes.get('table')!)).toBe(sha256(data));
      expect(run.events.map((event) => event.progress)).toEqual([0.5]);
      expect(run.isolation.backend).toBe(sandbox.backend);
    });

    it('sends an input again from the start when it is opened again', async () => {
      const run = await collect(sandbox, 'rewind', { inputs: new Map([['data', inputOf(randomBytes(300_001))]]) });
      expect(run.result).toEqual([300_001, 300_001, 300_001]);
    });

    it('carries an empty input and an empty artifact', async () => {
      const run = await collect(sandbox, 'echo', { inputs: new Map([['data', inputOf(new Uint8Array(0))]]) });
      expect(run.artifacts).toEqual([{ name: 'table', length: 0, sha256: sha256(new Uint8Array(0)) }]);
    });

    it('lets a program start a thread, even while its own waits', async () => {
      expect((await collect(sandbox, 'thread')).result).toBe(7);
    });

    it('ends the stdin of the program, whose output stays open', async () => {
      const process = await sandbox.start(
        {
          taskId: 'task-2',
          program: 'scenarios',
          limits: { memoryBytes: 256 << 20, cpus: 1, cpuSeconds: 10, maxStdoutBytes: 1 << 20 },
        },
        new AbortController().signal,
      );
      const job = JSON.stringify({ type: 'job', job: { scenario: 'half_close' } });
      process.stdin.end(Buffer.concat([Buffer.from([1, 0, 0, 0, job.length]), Buffer.from(job)]));
      let out = '';
      for await (const bytes of process.stdout) out += Buffer.from(bytes).toString('latin1');
      expect(out).toContain('"saw the end"');
      expect((await process.exit).code).toBe(0);
    });

    it('refuses an input that is not what it was', async () => {
      const stale = { ...inputOf(randomBytes(1000)), sha256: '0'.repeat(64) };
      const error = await failing('echo', { inputs: new Map([['data', stale]]) });
      expect(error).toMatchObject({ name: 'SandboxError' });
      expect(['input_unavailable', 'crashed']).toContain(error.code);
    });

    it('passes on an error of the input or the sink as it is', async () => {
      const broken = { ...inputOf(randomBytes(10)), open: () => failingStream() };
      expect((await failing('echo', { inputs: new Map([['data', broken]]) })).message).toBe('storage is gone');
      const full = () => Promise.reject(new Error('disk full'));
      const inputs = new Map([['data', inputOf(randomBytes(10))]]);
      expect((await failing('echo', { inputs, openArtifact: full })).message).toBe('disk full');
    });

    it('hands on what the program says went wrong', async () => {
      const error = await failing('failure');
      expect(error).toMatchObject({
        code: 'program_failure',
        retryable: false,
        failure: { code: 'too_few_rows', message: 'two rows', hint: 'add rows' },
      });
    });

    it.each<[SandboxErrorCode, string]>([
      ['memory_limit', 'memory_offheap'],
      ['memory_limit', 'memory_heap'],
      ['output_limit', 'stdout_flood'],
      ['output_limit', 'stderr_flood'],
      ['output_limit', 'oversized_artifact'],
      ['output_limit', 'event_flood'],
      ['crashed', 'exit_3'],
      ['crashed', 'exit_0'],
      ['crashed', 'frame_cut_short'],
      ['protocol_violation', 'unknown_input'],
      ['protocol_violation', 'unknown_frame_type'],
      ['protocol_violation', 'oversized_frame'],
      ['protocol_violation', 'not_json'],
      ['protocol_violation', 'unknown_message'],
      ['protocol_violation', 'extra_field'],
      ['protocol_violation', 'path_as_artifact'],
      ['protocol_violation', 'chunk_out_of_place'],
      ['protocol_violation', 'wrong_digest'],
      ['protocol_violation', 'wrong_length'],
      ['protocol_violation', 'artifact_twice'],
      ['protocol_violation', 'artifact_unfinished'],
      ['protocol_violation', 'two_results'],
      ['protocol_violation', 'lingers'],
    ])('fails with %s: %s', async (code, scenario) => {
      const error = await failing(scenario);
      expect(error).toMatchObject({ name: 'SandboxError', code, retryable: false });
    });

    it('bounds the rewinds', async () => {
      const inputs = new Map([['data', inputOf(randomBytes(10))]]);
      expect(await failing('rewind_for_ever', { inputs })).toMatchObject({ code: 'protocol_violation' });
    });

    it('keeps the end of stderr for the operator', async () => {
      expect((await failing('exit_3')).detail).toContain('this is why');
    });

    it('ends a run at its time limit', async () => {
      expect(await failing('hang', { limits: { wallMs: 2_000 } })).toMatchObject({ code: 'time_limit' });
      expect(await failing('spin', { limits: { wallMs: 2_000 } })).toMatchObject({ code: 'time_limit' });
    });

    it('ends a run at its processor time limit', async () => {
      expect(await failing('spin', { limits: { cpuSeconds: 1 } })).toMatchObject({ code: 'cpu_limit' });
    });

    it('tells a kill from outside from the data’s fault', async () => {
      expect(await failing('kill_itself')).toMatchObject({ code: 'crashed', retryable: true });
    });

    it('kills within 2 s of a cancellation, however busy the program is', async () => {
      const cancel = new AbortController();
      const run = failing('spin', { signal: cancel.signal });
      await delay(1_500);
      cancel.abort();
      const late = Symbol('late');
      const error = await Promise.race([run, delay(2_000, late)]);
      expect(error).not.toBe(late);
      expect(error).toMatchObject({ code: 'cancelled' });
    });

    it('does not start what is cancelled already', async () => {
      expect(await failing('echo', { signal: AbortSignal.abort() })).toMatchObject({ code: 'cancelled' });
    });
  });
}

// eslint-disable-next-line @typescript-eslint/require-await, require-yield -- a stream that fails at its first read
async function* failingStream(): AsyncGenerator<Uint8Array> {
  throw new Error('storage is gone');
}
