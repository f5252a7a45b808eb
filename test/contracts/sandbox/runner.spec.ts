import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/contracts/frames.js';
import { measure } from '../../../src/isolation/canary.js';
import { RunnerSandbox } from '../../../src/isolation/runner/runner-sandbox.js';
import { RunnerServer } from '../../../src/isolation/runner/runner-server.js';
import type { Sandbox, SandboxLimits, SandboxProcess } from '../../../src/isolation/sandbox.js';
import { confined, docker, owner, testPrograms } from './backends.js';
import { SMALL_LIMITS } from './collect.js';
import { MAX_LIMITS } from './runner-in-process.js';

const programs = await testPrograms();
const backend = (await docker.unavailable()) === undefined ? docker : confined;
const unavailable = await backend.unavailable();

describe.skipIf(unavailable !== undefined)(`runner before ${backend.name} ${unavailable ?? ''}`, () => {
  const path = join(tmpdir(), `runner-${randomUUID()}.sock`);
  const token = randomUUID();
  let behind: Sandbox & { started: SandboxProcess[] };
  let server: RunnerServer;
  const client = new RunnerSandbox({ address: { path }, token });

  beforeAll(async () => {
    const sandbox = backend.create(programs, owner());
    const started: SandboxProcess[] = [];
    behind = {
      backend: sandbox.backend,
      started,
      start: async (...args) => {
        const process = await sandbox.start(...args);
        started.push(process);
        return process;
      },
      sweepOrphans: (isAlive) => sandbox.sweepOrphans(isAlive),
      close: () => sandbox.close(),
    };
    server = new RunnerServer({ listen: { path }, token, sandbox: behind, maxLimits: MAX_LIMITS });
    await server.listen();
  });
  afterAll(() => server.close());

  const start = (limits: SandboxLimits = SMALL_LIMITS, program = 'scenarios', sandbox: Sandbox = client) =>
    sandbox.start({ taskId: 'task-1', program, limits }, new AbortController().signal);

  it('measures its canary through the runner', async () => {
    expect(await measure(client)).toMatchObject({
      isolation_backend: backend === docker ? 'container' : 'process-confined',
    });
  });

  it('says nothing to a worker with another token', async () => {
    const stranger = new RunnerSandbox({ address: { path }, token: 'another' });
    await expect(start(SMALL_LIMITS, 'scenarios', stranger)).rejects.toMatchObject({ code: 'isolation_unavailable' });
    expect(behind.started).toHaveLength(1);
  });

  it.each(['memoryBytes', 'cpus', 'cpuSeconds', 'maxStdoutBytes'] as const)(
    'allows no more %s than its own limit',
    async (name) => {
      const tooMuch = { ...SMALL_LIMITS, [name]: MAX_LIMITS[name] + 1 };
      await expect(start(tooMuch)).rejects.toThrow(`the runner allows ${name} up to`);
    },
  );

  it('runs no program that it does not have', async () => {
    await expect(start(SMALL_LIMITS, 'sh')).rejects.toMatchObject({ code: 'isolation_unavailable' });
  });

  it('kills what a worker that is gone has left, even with input that nobody reads', async () => {
    const before = behind.started.length;
    const process = await start();
    const stuffing = setInterval(() => process.stdin.write(Buffer.alloc(1 << 20)), 10);
    await delay(500);
    clearInterval(stuffing);
    // As the kernel does for a worker that was killed.
    (process as unknown as { channel: { socket: { destroy(): void } } }).channel.socket.destroy();
    const late = Symbol('late');
    const exit = await Promise.race([behind.started[before]!.exit, delay(5_000, late)]);
    expect(exit).not.toBe(late);
  });

  it('tells a lost runner from a program that died', async () => {
    const lonely = join(tmpdir(), `runner-${randomUUID()}.sock`);
    const other = new RunnerServer({
      listen: { path: lonely },
      token,
      sandbox: backend.create(programs, owner()),
      maxLimits: MAX_LIMITS,
    });
    await other.listen();
    const process = await start(SMALL_LIMITS, 'scenarios', new RunnerSandbox({ address: { path: lonely }, token }));
    await other.close();
    const read = async () => {
      for await (const bytes of process.stdout) void bytes;
    };
    await expect(read()).rejects.toMatchObject({ code: 'isolation_unavailable', retryable: true });
    await expect(process.exit).rejects.toMatchObject({ code: 'isolation_unavailable' });
  });

  it('measures its canary where programs get less than it needs', async () => {
    const small = join(tmpdir(), `runner-${randomUUID()}.sock`);
    const maxLimits = { memoryBytes: 1, cpus: 0.1, cpuSeconds: 1, maxStdoutBytes: 1 };
    const other = new RunnerServer({
      listen: { path: small },
      token,
      sandbox: backend.create(programs, owner()),
      maxLimits,
    });
    await other.listen();
    expect(await measure(new RunnerSandbox({ address: { path: small }, token }))).not.toMatchObject({
      isolation: 'unavailable',
    });
    await other.close();
  });

  it('is unavailable where no runner listens', async () => {
    const nobody = new RunnerSandbox({ address: { path: '/nonexistent.sock' }, token });
    expect(await measure(nobody)).toMatchObject({ isolation: 'unavailable', docker_available: false });
  });

  it.each([
    ['noise', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a frame of 4 GB', Buffer.from([1, 255, 255, 255, 255])],
    ['no proof', encodeMessage({ type: 'run', spec: {} })],
    ['a replayed proof', encodeMessage({ type: 'kill', proof: '0'.repeat(64), run: randomUUID() })],
  ])('closes on %s', async (_, bytes) => {
    const socket = connect({ path });
    socket.write(bytes);
    const closed = new Promise((resolve) => socket.resume().once('close', () => resolve('closed')));
    expect(await Promise.race([closed, delay(2_000, 'still open')])).toBe('closed');
  });
});
