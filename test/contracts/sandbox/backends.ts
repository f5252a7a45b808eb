import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DEFAULT_DOCKER_HOST } from '../../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../../src/isolation/docker/docker-sandbox.js';
import { ProcessSandbox } from '../../../src/isolation/process/process-sandbox.js';
import type { Sandbox, SandboxOwner } from '../../../src/isolation/sandbox.js';
import { RunnerInProcess } from './runner-in-process.js';
import { bundlePrograms } from './bundle-programs.js';

export const owner = (): SandboxOwner => ({ app: `test-${process.pid}`, workerId: 'w1', instance: randomUUID() });

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const launchers = await bundlePrograms(new Map([['jail', path('../../../src/isolation/process/jail/main.ts')]]));

export interface BackendUnderTest {
  readonly name: string;
  /** why it cannot run here; undefined where it can */
  unavailable(): Promise<string | undefined>;
  create(programs: ReadonlyMap<string, string>, owner: SandboxOwner): Sandbox;
}

export const docker: BackendUnderTest = {
  name: 'docker',
  async unavailable() {
    const sandbox = this.create(new Map(), owner()) as DockerSandbox;
    return sandbox.ping().then(
      () => undefined,
      (error: Error) => error.message,
    );
  },
  create: (programs, owner) =>
    new DockerSandbox({
      host: DEFAULT_DOCKER_HOST,
      image: { kind: 'local' },
      programs,
      owner,
      progress: () => undefined,
    }),
};

export const confined: BackendUnderTest = {
  name: 'process',
  unavailable: () =>
    Promise.resolve(process.platform === 'linux' && process.arch === 'x64' ? undefined : 'needs Linux on x86_64'),
  create: (programs, owner) =>
    new ProcessSandbox({
      launcher: launchers.get('jail')!,
      directory: tmpdir(),
      programs,
      owner,
      allowUnconfined: false,
    }),
};

/** A runner in this process, which holds the Docker backend, and a worker's client of it. */
const runner: BackendUnderTest = {
  name: 'runner',
  unavailable: () => docker.unavailable(),
  create: (programs, owner) => new RunnerInProcess(docker.create(programs, owner)),
};

export const BACKENDS: readonly BackendUnderTest[] = [docker, confined, runner];

export const testPrograms = () =>
  bundlePrograms(
    new Map([
      ['scenarios', path('programs/scenarios.ts')],
      ['canary', path('../../../src/isolation/programs/canary.ts')],
    ]),
  );
