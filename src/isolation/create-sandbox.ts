import { DockerSandbox, type DockerSandboxOptions } from './docker/docker-sandbox.js';
import type { Progress } from './docker/image.js';
import { ProcessSandbox, type ProcessSandboxOptions } from './process/process-sandbox.js';
import { parseRunnerUrl } from './runner/address.js';
import { RunnerSandbox } from './runner/runner-sandbox.js';
import type { Sandbox, SandboxOwner } from './sandbox.js';

export interface SandboxOptions {
  /**
   * `docker` never falls back: without a daemon runs fail as retryable until it answers. `auto` takes Docker if a
   * daemon answers at the start, else a confined process, and says so; from then on it does not change either.
   * `runner` has a runner start the programs, and does not fall back.
   */
  readonly policy: 'auto' | 'docker' | 'process' | 'runner';
  readonly docker: Pick<DockerSandboxOptions, 'host' | 'image' | 'runtime'>;
  readonly process: Pick<ProcessSandboxOptions, 'launcher' | 'directory' | 'allowUnconfined'>;
  /** where the runner listens, `unix:///path` or `tcp://host:port`, and the secret shared with it; for `runner` only */
  readonly runner?: { readonly url: string; readonly token: string };
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
  if (policy === 'runner') {
    if (options.runner === undefined) throw new TypeError('the policy runner needs the address of one');
    return new RunnerSandbox({ address: parseRunnerUrl(options.runner.url), token: options.runner.token });
  }
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
