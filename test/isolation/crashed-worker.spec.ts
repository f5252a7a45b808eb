import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BACKENDS, type BackendUnderTest, owner } from '../contracts/sandbox/backends.js';
import { bundlePrograms } from '../contracts/sandbox/bundle-programs.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const bundled = await bundlePrograms(
  new Map([
    ['worker', path('programs/worker.ts')],
    ['scenarios', path('../contracts/sandbox/programs/scenarios.ts')],
    ['jail', path('../../src/isolation/process/jail/main.ts')],
  ]),
);

/** A worker that runs a program which never ends. */
async function busyWorker(backend: BackendUnderTest, crashed: ReturnType<typeof owner>): Promise<ChildProcess> {
  const [launcher, program] = [bundled.get('jail'), bundled.get('scenarios')];
  const config = JSON.stringify({ backend: backend.name, launcher, program, owner: crashed });
  const worker = spawn(process.execPath, [bundled.get('worker')!, config], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout, 'data');
  return worker;
}

async function killHard(worker: ChildProcess): Promise<void> {
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

const named = (name: string) => BACKENDS.find((backend) => backend.name === name)!;
const [docker, confined] = [named('docker'), named('process')];
const [noDocker, noProcess] = await Promise.all([docker.unavailable(), confined.unavailable()]);

describe.skipIf(noDocker !== undefined)(`a worker killed by SIGKILL: docker ${noDocker ?? ''}`, () => {
  it('leaves a container, which the next worker sweeps', async () => {
    const crashed = owner();
    await killHard(await busyWorker(docker, crashed));
    const next = docker.create(new Map(), { ...crashed, instance: 'next' });
    expect(await next.sweepOrphans(({ instance }) => instance !== crashed.instance)).toBe(1);
    expect(await next.sweepOrphans(() => false)).toBe(0);
  });
});

describe.skipIf(noProcess !== undefined)(`a worker killed by SIGKILL: process ${noProcess ?? ''}`, () => {
  it('takes its program with it, and the next worker removes its copies', async () => {
    const crashed = owner();
    const worker = await busyWorker(confined, crashed);
    const children = readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, 'utf8').trim();
    expect(children).toMatch(/^\d+$/);
    await killHard(worker);
    for (let i = 0; i < 20 && existsSync(`/proc/${children}/stat`); i++) await delay(100);
    expect(existsSync(`/proc/${children}/stat`)).toBe(false);
    const next = confined.create(new Map(), { ...crashed, instance: 'next' });
    expect(await next.sweepOrphans(() => false)).toBe(1);
    await next.close();
  });
});
