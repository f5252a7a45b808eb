import { DockerSandbox, type DockerSandboxOptions } from './docker/docker-sandbox.js';
import type { Progress } from './docker/image.js';
import type { Sandbox, SandboxOwner } from './sandbox.js';

export interface SandboxOptions {
  /** `docker` never falls back: without a daemon, runs fail as retryable until it answers */
  readonly policy: 'docker';
  readonly docker: Pick<DockerSandboxOptions, 'host' | 'image' | 'runtime'>;
  /** name → path of a single-file ES module, see scripts/bundle.mjs */
  readonly programs: ReadonlyMap<string, string>;
  readonly owner: SandboxOwner;
  /** lines for the operator, as what the first start waits for */
  readonly progress: Progress;
}

export function createSandbox({ docker, programs, owner, progress }: SandboxOptions): Promise<Sandbox> {
  return Promise.resolve(new DockerSandbox({ ...docker, programs, owner, progress }));
}
