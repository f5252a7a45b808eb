import { DockerSandbox, type DockerSandboxOptions } from './docker/docker-sandbox.js';
import type { Progress } from './docker/image.js';
import { ProcessSandbox, type ProcessSandboxOptions } from './process/process-sandbox.js';
import type { Sandbox, SandboxOwner } from './sandbox.js';

export interface SandboxOptions {
  /**
   * `docker` never falls back: without a daemon runs fail as retryable until it answers. `auto` takes Docker if a
   * daemon answers at the start, else a confined process, and says so; from then on it does not change either.
   */
  readonly policy: 'auto' | 'docker' | 'process';
  readonly docker: Pick<DockerSandboxOptions, 'host' | 'image' | 'runtime'>;
  readonly process: Pick<ProcessSandboxOptions, 'launcher' | 'directory' | 'allowUnconfined'>;
  /** name → path of a single-file ES module, see scripts/bundle.mjs */
  readonly programs: ReadonlyMap<string, string>;
  readonly owner: SandboxOwner;
  /** lines for the operator, as what the first start waits for */
  readonly progress: Progress;
}

export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { policy, programs, owner, progress } = options;
  const processSandbox = () => new ProcessSandbox({ ...options.process, programs, owner });
  if (policy === 'process') return processSandbox();
  const docker = new DockerSandbox({ ...options.docker, programs, owner, progress });
  if (policy === 'docker') return docker;
  try {
    await docker.ping();
    return docker;
  } catch {
    progress('no Docker daemon answers: programs run as confined processes, which is less; see /health');
    return processSandbox();
  }
}
