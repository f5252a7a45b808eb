import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DEFAULT_DOCKER_HOST } from '../../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../../src/isolation/docker/docker-sandbox.js';
import type { Sandbox, SandboxOwner } from '../../../src/isolation/sandbox.js';
import { bundlePrograms } from './bundle-programs.js';

export const owner = (): SandboxOwner => ({ app: `test-${process.pid}`, workerId: 'w1', instance: randomUUID() });

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

export const BACKENDS: readonly BackendUnderTest[] = [docker];

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export const testPrograms = () =>
  bundlePrograms(
    new Map([
      ['scenarios', path('programs/scenarios.ts')],
      ['canary', path('../../../src/isolation/programs/canary.ts')],
    ]),
  );
