import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunnerSandbox } from '../../../src/isolation/runner/runner-sandbox.js';
import { RunnerServer } from '../../../src/isolation/runner/runner-server.js';
import type {
  Sandbox,
  SandboxLimits,
  SandboxOwner,
  SandboxProcess,
  SandboxSpec,
} from '../../../src/isolation/sandbox.js';

export const MAX_LIMITS: SandboxLimits = {
  memoryBytes: 1 << 30,
  cpus: 2,
  cpuSeconds: 60,
  maxStdoutBytes: 1 << 30,
};

/** A runner and a worker's client of it in one: what the client is asked goes through the socket. */
export class RunnerInProcess implements Sandbox {
  readonly backend = 'runner';
  private readonly server: RunnerServer;
  private readonly client: RunnerSandbox;
  private readonly listening: Promise<void>;

  constructor(private readonly behind: Sandbox) {
    const path = join(tmpdir(), `runner-${randomUUID()}.sock`);
    const token = randomUUID();
    this.server = new RunnerServer({ listen: { path }, token, sandbox: behind, maxLimits: MAX_LIMITS });
    this.client = new RunnerSandbox({ address: { path }, token });
    this.listening = this.server.listen();
  }

  async start(spec: SandboxSpec, signal: AbortSignal): Promise<SandboxProcess> {
    await this.listening;
    return this.client.start(spec, signal);
  }

  /** The runner's own sweep. */
  sweepOrphans(isAlive: (owner: SandboxOwner) => boolean | Promise<boolean>): Promise<number> {
    return this.behind.sweepOrphans(isAlive);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.server.close();
  }
}
